"""Captures: what was fetched is kept whole, survives its writer, and no changed byte goes unseen."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import CaptureDamaged
from evidence.captures import CaptureStore, Exchange
from evidence.framing import pack_member, unpack_member
from evidence.verify import responses, verify_captures, verify_file

NOW = datetime(2026, 11, 22, 10, 30, 15, 123456, tzinfo=UTC)


def exchange(body: bytes = b"<h1>Shoes</h1>", **changes: object) -> Exchange:
    """An ordinary exchange, with what a test wants different."""
    plain = Exchange(
        url="https://shop.example/item/1?colour=red",
        request_headers=(("User-Agent", "Markwarden"), ("Accept", "text/html")),
        status=200,
        reason="OK",
        response_headers=(
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Encoding", "gzip"),
            ("Content-Length", "7"),
            ("Set-Cookie", "a=1"),
            ("Set-Cookie", "b=2"),
        ),
        body=body,
        fetched_at=NOW,
        ip_address="127.0.0.1",
        robots="allowed",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # the tests name real fields


def test_a_capture_reads_back_as_it_was_fetched(tmp_path: Path) -> None:
    """Status, payload, repeated headers in order and the digest come back."""
    with CaptureStore(tmp_path) as store:
        capture = store.write("run-1", exchange())
        response = store.read(capture)
    assert response.payload == b"<h1>Shoes</h1>"
    assert (response.status, response.reason, response.url) == (200, "OK", capture.url)
    assert response.fetched_at == NOW
    assert [value for name, value in response.headers if name == "Set-Cookie"] == ["a=1", "b=2"]
    assert ("X-Crawler-Content-Encoding", "gzip") in response.headers
    assert capture.content_type == "text/html; charset=utf-8"
    assert capture.robots == "allowed"
    assert capture.warc_file.startswith("run-1/")


def test_warcio_accepts_our_files(tmp_path: Path) -> None:
    """`warcio check` re-hashes every record of ours and finds nothing wrong."""
    with CaptureStore(tmp_path) as store:
        captures = [store.write("run", exchange(body=b"x" * size)) for size in (0, 1, 70_000)]
        path = tmp_path / captures[0].warc_file
    warcio = Path(sys.executable).with_name("warcio")
    done = subprocess.run(
        [warcio, "check", "-v", path], capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("digest pass") == 7
    index = subprocess.run(
        [warcio, "index", "-f", "offset,warc-type,http:status", path],
        capture_output=True,
        text=True,
        timeout=240,
        check=True,
    )
    assert f'"offset": "{captures[1].warc_offset}", "warc-type": "response"' in index.stdout


def test_every_changed_byte_is_noticed(tmp_path: Path) -> None:
    """Whichever byte of the stored record is flipped, reading it back fails."""
    with CaptureStore(tmp_path) as store:
        capture = store.write("run", exchange())
        path = tmp_path / capture.warc_file
        good = path.read_bytes()
        for place in range(capture.warc_offset, capture.warc_offset + capture.warc_length):
            path.write_bytes(good[:place] + bytes([good[place] ^ 0x01]) + good[place + 1 :])
            with pytest.raises(CaptureDamaged):
                store.read(capture)
        path.write_bytes(good)
        assert store.read(capture).payload == exchange().body


def test_a_record_put_in_its_place_is_noticed(tmp_path: Path) -> None:
    """A complete record of another page at the same place is not taken for the capture."""
    with CaptureStore(tmp_path) as store:
        first = store.write("run", exchange())
        second = store.write("run", exchange(body=b"other"))
        moved = replace(first, warc_offset=second.warc_offset, warc_length=second.warc_length)
        with pytest.raises(CaptureDamaged, match="not the record that was kept"):
            store.read(moved)


@pytest.mark.parametrize("warc_file", ["run/none.warc.gz", "../outside.warc.gz", "run"])
def test_a_missing_file_is_damage(tmp_path: Path, warc_file: str) -> None:
    """No file, a folder, or a path out of the captures folder is said as damage of that capture."""
    with CaptureStore(tmp_path / "captures") as store:
        capture = store.write("run", exchange())
        with pytest.raises(CaptureDamaged, match=capture.capture_id):
            store.read(replace(capture, warc_file=warc_file))


def test_records_outlive_a_killed_process(tmp_path: Path) -> None:
    """What `write` returned is complete on disk after SIGKILL, and a torn rest is passed over."""
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from tests.evidence.test_captures import exchange\n"
        "from evidence.captures import CaptureStore\n"
        "store = CaptureStore(Path(sys.argv[1]))\n"
        "for n in range(3): print(store.write('run', exchange(b'%d' % n)).capture_id)\n"
        "sys.stdout.flush()\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        env={**os.environ, "PYTHONPATH": "."},
    )
    assert done.returncode == -signal.SIGKILL
    (path,) = (tmp_path / "run").iterdir()
    whole = path.read_bytes()
    assert [response.payload for response in responses(path)] == [b"0", b"1", b"2"]
    assert [r.capture_id for r in responses(path)] == done.stdout.split()
    path.write_bytes(whole[:-20])
    assert len(list(responses(path))) == 3
    check = verify_file(path)
    assert (check.records, check.problems) == (6, ())
    assert check.torn_at is not None


def test_a_new_store_begins_a_new_file(tmp_path: Path) -> None:
    """A resumed run never appends to a file that another process may have left torn."""
    with CaptureStore(tmp_path) as first:
        one = first.write("run", exchange())
    with CaptureStore(tmp_path) as second:
        two = second.write("run", exchange())
        assert one.warc_file != two.warc_file
        assert not [c.problem for c in verify_captures(second, (one, two)) if c.problem]


def test_a_full_file_is_followed_by_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files do not grow without end, and captures in the closed one are still read."""
    monkeypatch.setattr("evidence.captures._FILE_BYTES", 100)
    with CaptureStore(tmp_path) as store:
        captures = [store.write("run", exchange(b"%d" % number)) for number in range(3)]
        assert len({capture.warc_file for capture in captures}) == 3
        assert [store.read(capture).payload for capture in captures] == [b"0", b"1", b"2"]


def test_threads_share_a_store(tmp_path: Path) -> None:
    """Records written at the same time from several threads do not mix."""
    bodies = [os.urandom(2000) for _ in range(60)]
    with CaptureStore(tmp_path) as store, ThreadPoolExecutor(8) as pool:
        captures = list(pool.map(lambda body: store.write("run", exchange(body)), bodies))
        assert [store.read(capture).payload for capture in captures] == bodies
        assert len({capture.warc_file for capture in captures}) == 1


def test_verification_names_the_damaged_capture(tmp_path: Path) -> None:
    """Of two captures the one that was touched is named, the other stands."""
    with CaptureStore(tmp_path) as store:
        one, two = store.write("run", exchange()), store.write("run", exchange(b"second"))
        path = tmp_path / one.warc_file
        data = bytearray(path.read_bytes())
        data[one.warc_offset + one.warc_length - 12] ^= 0x80
        path.write_bytes(data)
        checks = list(verify_captures(store, (one, two)))
        assert checks[0].capture_id in checks[0].problem
        assert not checks[1].problem
        assert len(verify_file(path).problems) == 1


def test_a_foreign_file_is_a_problem_and_not_a_crash(tmp_path: Path) -> None:
    """Bytes that are no record of ours are one sentence."""
    path = tmp_path / "x.warc.gz"
    path.write_bytes(b"hello" * 100)
    check = verify_file(path)
    assert check.records == 0
    assert len(check.problems) == 1


def test_a_run_id_that_is_a_path_is_refused(tmp_path: Path) -> None:
    """Captures never land outside their folder."""
    with CaptureStore(tmp_path) as store, pytest.raises(ValueError, match="run id"):
        store.write("../x", exchange())


_TEXT = st.text(max_size=40)


@given(
    url=_TEXT,
    reason=_TEXT,
    headers=st.lists(st.tuples(_TEXT, _TEXT), max_size=4),
    body=st.binary(max_size=300),
    status=st.integers(100, 599),
)
def test_hostile_headers_never_break_a_record(
    tmp_path_factory: pytest.TempPathFactory,
    url: str,
    reason: str,
    headers: list[tuple[str, str]],
    body: bytes,
    status: int,
) -> None:
    """Whatever a server sends as headers, the payload comes back and the file verifies."""
    with CaptureStore(tmp_path_factory.mktemp("captures")) as store:
        kept = store.write(
            "run",
            exchange(
                body,
                url=f"http://127.0.0.1/{url}",
                reason=reason,
                response_headers=tuple(headers),
                status=status,
            ),
        )
        assert store.read(kept).payload == body


@given(st.binary(max_size=2000))
def test_members_give_back_their_data(data: bytes) -> None:
    """Packing and unpacking are inverse for any bytes."""
    assert unpack_member(pack_member(data)) == data
