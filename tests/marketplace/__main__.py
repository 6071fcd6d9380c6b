"""`python -m tests.marketplace [PORT]` serves Lantern Market until Ctrl-C and prints its address first."""

from __future__ import annotations

import contextlib
import sys

from tests.marketplace.server import Market


def main() -> None:
    """Serve on the port given, any free one without."""
    market = Market(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    print(market.address, flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        market.serve_forever()


if __name__ == "__main__":
    main()
