"""`python -m tests.quality.image [--model PATH]`."""

import sys

from tests.quality.image.suite import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
