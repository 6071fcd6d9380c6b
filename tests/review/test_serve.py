"""Serving: the address, a taken port, the end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest

from casework.errors import UsageError
from review.desk import Desk
from review.serve import serve
from tests.review.sample import Sample

SERVER = """
import sys
from pathlib import Path
from casework.settings import ReviewSettings
from review.serve import serve
from tests.review.sample import desk_over

with desk_over(Path(sys.argv[1]), ReviewSettings(port=0)) as desk:
    serve(desk, on_ready=lambda address: print(address, flush=True))
print("closed", flush=True)
"""


def at(desk: Desk, **changes: object) -> Desk:
    """The desk with other review settings."""
    return replace(desk, settings=replace(desk.settings, **changes))  # type: ignore[arg-type]


def test_taken_port_is_said(sample: Sample) -> None:
    """A port in use ends in one sentence that names it, not in a traceback."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"Port {port} on 127.0.0.1 is in use"):
            serve(at(sample.desk, port=port), on_ready=print)


@pytest.mark.parametrize(
    ("host", "port", "said"),
    [
        ("0.0.0.0", 0, "no sign-in"),  # noqa: S104 - the address that must be refused
        ("example.org", 0, "no sign-in"),
        ("127.0.0.1", 70_000, "ports go from 0 to 65535"),
    ],
)
def test_wrong_addresses_are_refused(sample: Sample, host: str, port: int, said: str) -> None:
    """Only this machine's own addresses are served, since nobody has to sign in."""
    with pytest.raises(UsageError, match=said):
        serve(at(sample.desk, host=host, port=port), on_ready=print)


def test_serves_until_interrupted(sample: Sample, tmp_path: Path) -> None:
    """Port 0 takes a free port and says which; Ctrl-C ends the server cleanly, desk and all."""
    assert sample.flags
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(tmp_path / "data")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdout
        assert process.stderr
        address = process.stdout.readline().strip()
        with urllib.request.urlopen(address + "flags", timeout=120) as answer:
            assert answer.status == 200
            assert "server" not in answer.headers
        rebound = urllib.request.Request(address, headers={"Host": "evil.example"})
        with pytest.raises(urllib.error.HTTPError, match="400"):
            urllib.request.urlopen(rebound, timeout=120)
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == "closed\n"
        assert process.stderr.read() == ""
        assert process.wait(timeout=120) == 0
