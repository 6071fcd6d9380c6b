"""Runs every quality measurement, or those named: `python -m tests.quality [PART...]`.

What follows the name of a single part and begins with a dash goes to that part.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

import tests.quality as parts


def main() -> int:
    """Run each part's `main()` in turn; one that fails does not keep the others from running."""
    known = sorted(
        part.name for part in pkgutil.iter_modules(parts.__path__) if not part.name.startswith("_")
    )
    given = sys.argv[1:]
    options = given[1:] if len(given) > 1 and given[1].startswith("-") else []
    wanted = given[: len(given) - len(options)] or known
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(f"No such part: {', '.join(unknown)}. There are {', '.join(known)}.", file=sys.stderr)
        return 2
    statuses = []
    for name in wanted:
        print(f"\n## {name}\n", flush=True)
        part = importlib.import_module(f"tests.quality.{name}")
        statuses.append(part.main(options) if options else part.main())
    return max(statuses, default=0)


if __name__ == "__main__":
    sys.exit(main())
