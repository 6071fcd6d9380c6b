"""How many altered copies the picture matcher finds, by what was done to them."""

from tests.quality.image.suite import main

__all__ = ["main"]
