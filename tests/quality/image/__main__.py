"""`python -m tests.quality.image`."""

import sys

from tests.quality.image.suite import main

sys.exit(main())
