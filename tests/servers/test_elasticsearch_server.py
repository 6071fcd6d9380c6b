"""The Elasticsearch that tests and demonstrations start."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from casework.settings import ElasticsearchSettings
from tests.servers import distribution
from tests.servers.distribution import ServerUnavailable
from tests.servers.elasticsearch import ElasticsearchServer
from tests.servers.fixtures import remove_indices

ROOT = Path(__file__).parents[2]


def ask(url: str) -> object:
    """The JSON answer of a server."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)


def test_the_fixture_serves_the_version_the_product_is_built_for(
    elasticsearch: ElasticsearchSettings,
) -> None:
    """A test that asks for a server gets the pinned version on loopback."""
    nodes = ask(f"{elasticsearch.url}/_nodes/_local?filter_path=nodes.*.version")
    assert distribution.VERSION in str(nodes)
    assert elasticsearch.url.startswith("http://127.0.0.1:")


def test_only_the_indices_of_the_prefix_are_removed(elasticsearch: ElasticsearchSettings) -> None:
    """A server that is somebody else's keeps every index but the test's own."""
    other = ElasticsearchSettings(url=elasticsearch.url, prefix=f"{elasticsearch.prefix}x")
    for name in (f"{elasticsearch.prefix}-a", f"{other.prefix}-a"):
        request = urllib.request.Request(f"{elasticsearch.url}/{name}", method="PUT")
        urllib.request.urlopen(request, timeout=30).close()
    remove_indices(elasticsearch)
    left = ask(f"{elasticsearch.url}/_alias")
    assert isinstance(left, dict)
    assert f"{elasticsearch.prefix}-a" not in left
    assert f"{other.prefix}-a" in left
    remove_indices(other)


def test_a_killed_server_comes_back_on_its_port(elasticsearch_url: str) -> None:
    """SIGKILL and a restart give the same address and the same data."""
    assert elasticsearch_url
    with ElasticsearchServer() as server:
        before = server.url
        request = urllib.request.Request(f"{before}/kept", method="PUT")
        urllib.request.urlopen(request, timeout=30).close()
        server.kill()
        with pytest.raises(OSError, match="refused"):
            ask(before)
        server.start()
        assert server.url == before
        assert "kept" in str(ask(f"{before}/_alias"))


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_the_server_ends_with_the_program_that_started_it(
    elasticsearch_url: str, end: signal.Signals
) -> None:
    """Whether told to end or killed, `python -m tests.servers.elasticsearch` leaves no server."""
    assert elasticsearch_url
    with subprocess.Popen(
        [sys.executable, "-m", "tests.servers.elasticsearch"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as program:
        assert program.stdout is not None
        url = program.stdout.readline().strip()
        assert ask(f"{url}/_cluster/health")
        program.send_signal(end)
        assert program.wait(120) == (130 if end is signal.SIGTERM else -signal.SIGKILL)
    assert gone(url)


def gone(url: str) -> bool:
    """Whether a server stops answering within half a minute."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            ask(f"{url}/_cluster/health")
        except OSError:
            return True
        time.sleep(0.2)
    return False


def test_a_command_runs_with_the_address_and_gives_its_status(elasticsearch_url: str) -> None:
    """`-- COMMAND` sees MARKWARDEN_ELASTICSEARCH__URL, and its exit status is handed on."""
    assert elasticsearch_url
    code = "import os, sys; print(os.environ['MARKWARDEN_ELASTICSEARCH__URL']); sys.exit(7)"
    run = subprocess.run(
        [sys.executable, "-m", "tests.servers.elasticsearch", "--", sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 7
    assert run.stdout.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(("required", "outcome"), [("0", "1 skipped"), ("1", "1 error")])
def test_a_machine_without_a_server_says_so_in_one_line(
    tmp_path: Path, required: str, outcome: str
) -> None:
    """Where the server cannot be had its tests skip with one line, or fail if it is required."""
    # A damaged download is refused and fetched anew, and an empty PATH has nothing to fetch it with.
    (tmp_path / "markwarden").mkdir()
    (tmp_path / "markwarden" / f"elasticsearch-{distribution.VERSION}.zip").write_bytes(b"torn")
    code = (
        "import sys, pytest; from pathlib import Path; import tests.servers.distribution as d;"
        f"d._software_folder = lambda: Path({str(tmp_path)!r});"
        "d._install = lambda packages, say: False;"
        "sys.exit(pytest.main(['-q', '-rs', '-p', 'no:cacheprovider',"
        "'tests/servers/test_elasticsearch_server.py::"
        "test_the_fixture_serves_the_version_the_product_is_built_for']))"
    )
    environment = {
        "PATH": str(tmp_path),
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path),
        "MARKWARDEN_REQUIRE_ELASTICSEARCH": required,
    }
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert outcome in run.stdout
    said = [line for line in run.stdout.splitlines() if "Maven, which is not installed" in line]
    assert said
    assert len([line for line in said if line.startswith("SKIPPED")]) == (required == "0")


def test_a_download_that_is_not_the_pinned_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes with another sha256 are deleted and never unpacked."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "mvn").write_text(f'#!/bin/sh\nfor a; do :; done\necho x > "${{a#*=}}"/{ZIP}\n')
    (tools / "mvn").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(distribution, "_software_folder", lambda: tmp_path)
    with pytest.raises(ServerUnavailable, match="expected 215d5f3d"):
        distribution.software(lambda _line: None)
    assert not list(tmp_path.rglob(ZIP))


ZIP = f"elasticsearch-{distribution.VERSION}.zip"
