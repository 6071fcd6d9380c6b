"""Runs the command line as a user does: a process of its own, from the checkout, on its own data."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class CommandLine:
    """`markwarden` with one data folder. Crawls may reach loopback only: the guard in the child
    process sees to it, because the tests' own guard does not reach there.
    """

    data: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, seconds: float = 600) -> subprocess.CompletedProcess[str]:
        """Run one command to its end; its exit status and both outputs are in the answer."""
        return subprocess.run(
            [sys.executable, "-m", "markwarden", "--data", str(self.data), *arguments],
            cwd=CHECKOUT,
            env={**os.environ, "MARKWARDEN_CRAWL__LOOPBACK_ONLY": "true", **self.environment},
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
