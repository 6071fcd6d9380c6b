"""Runs the text part alone: `python -m tests.quality.text [--write-reference]`."""

from __future__ import annotations

import sys

from tests.quality.text.score import main

sys.exit(main(write_reference="--write-reference" in sys.argv[1:]))
