"""Quality of the text matcher: alerts, recall by kind and at fixed alert rates, and change.

`cases` holds what is scored, `evasions` the generator, `measures` the measures, `score` the report.
"""

from __future__ import annotations

from tests.quality.text.score import main

__all__ = ["main"]
