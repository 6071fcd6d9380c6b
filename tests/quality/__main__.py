"""Runs every quality measurement, or those named: `python -m tests.quality [PART...]`."""

from __future__ import annotations

import sys

import tests.quality as parts
from tests.measuring import run_parts

if __name__ == "__main__":
    sys.exit(run_parts(parts, sys.argv[1:]))
