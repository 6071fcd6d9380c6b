"""Starts the oscar shop: makes its virtual environment once, seeds a folder, waits until it answers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HERE = Path(__file__).parent
_CHECKOUT = _HERE.parents[1]
_ENVIRONMENT = _CHECKOUT / ".venv-oscar"
_CONSTRAINTS = _HERE / "constraints.txt"
_SECONDS_TO_START = 180


class ShopUnavailable(Exception):
    """The shop's packages cannot be installed here; the text is one line for a skip message."""


def prepared_python() -> Path:
    """The interpreter of oscar's own environment, made when absent or when its versions changed.

    It is apart from ours because oscar pins an older Django and brings thirty packages of its own.

    Raises:
        ShopUnavailable: pip could not install them, e.g. for want of a package registry.
    """
    python = _ENVIRONMENT / "bin" / "python"
    stamp = _ENVIRONMENT / "constraints.txt"
    wanted = _CONSTRAINTS.read_text(encoding="utf-8")
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(_ENVIRONMENT)], check=True)
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    installed = subprocess.run(
        [*pip, "-r", str(_CONSTRAINTS)], capture_output=True, text=True, check=False
    )
    if installed.returncode:
        raise ShopUnavailable(
            f"django-oscar cannot be installed: {installed.stderr.strip()[-200:]}"
        )
    stamp.write_text(wanted, encoding="utf-8")
    return python


@contextmanager
def running_shop(folder: Path) -> Iterator[str]:
    """The shop's address while the block runs; its database and log are in the folder."""
    python = prepared_python()
    with socket.socket() as place, (folder / "shop.log").open("wb") as log:
        # Bound here and handed on, since between a look for a free port and the end of the seeding
        # anybody could take it.
        place.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{place.getsockname()[1]}"
        served = [str(folder / "shop"), address, str(place.fileno())]
        process = subprocess.Popen(
            [str(python), "-m", "tests.oscar.serve", *served],
            cwd=_CHECKOUT,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=[place.fileno()],
        )
        try:
            _wait(process, address, folder / "shop.log")
            yield address
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=120)


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address + "/catalogue/", timeout=10):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise RuntimeError(f"The oscar shop did not start; its log ends: {log.read_text()[-2000:]}")
