"""Runs every speed measurement, or those named: `python -m tests.speed [PART...]`."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import tests.speed as parts


def main() -> int:
    """Run each part's `main()` in turn; one that fails does not keep the others from running."""
    known = sorted(
        part.name for part in pkgutil.iter_modules(parts.__path__) if not part.name.startswith("_")
    )
    wanted = sys.argv[1:] or known
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(f"No such part: {', '.join(unknown)}. There are {', '.join(known)}.", file=sys.stderr)
        return 2
    statuses = []
    for name in wanted:
        print(f"\n## {name}\n", flush=True)
        statuses.append(importlib.import_module(f"tests.speed.{name}").main())
    return max(statuses, default=0)


if __name__ == "__main__":
    sys.exit(main())
