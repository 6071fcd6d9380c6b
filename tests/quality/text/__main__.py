"""Runs the text part alone: `python -m tests.quality.text [--write-reference] [--write-docs]`."""

from __future__ import annotations

import sys

from tests.quality.text.score import main

sys.exit(main(sys.argv[1:]))
