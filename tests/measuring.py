"""Runs the parts of a measurement, each a module with a `main`, all of them or those named."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Sequence
from inspect import signature
from types import ModuleType


def run_parts(package: ModuleType, arguments: Sequence[str]) -> int:
    """Run each part's `main` in turn, and give the worst status.

    What follows the name of a single part and begins with a dash goes to that part.
    """
    known = sorted(
        part.name for part in pkgutil.iter_modules(package.__path__) if part.name[0] != "_"
    )
    options = arguments[1:] if len(arguments) > 1 and arguments[1].startswith("-") else []
    wanted = arguments[: len(arguments) - len(options)] or known
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(f"No such part: {', '.join(unknown)}. There are {', '.join(known)}.", file=sys.stderr)
        return 2
    statuses = []
    for name in wanted:
        print(f"\n## {name}\n", flush=True)
        part = importlib.import_module(f"{package.__name__}.{name}")
        if options and not signature(part.main).parameters:
            print(f"{name} takes no options: {' '.join(options)}", file=sys.stderr)
            return 2
        statuses.append(part.main(options) if options else part.main())
    return max(statuses, default=0)
