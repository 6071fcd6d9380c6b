"""Verification: re-hash every byte of stored captures and say which of them still stand."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from casework.capture import Capture
from casework.errors import CaptureDamaged
from evidence.captures import CaptureStore
from evidence.framing import is_torn, read_members, unpack_member
from evidence.records import CapturedResponse, parse_response


@dataclass(frozen=True, slots=True)
class CaptureCheck:
    """One capture's verdict; an empty `problem` means that every byte is as it was kept."""

    capture_id: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FileCheck:
    """One WARC file's verdict: records that stand, sentences about those that do not.

    `torn_at` is the offset of an unfinished last record, which the death of a process leaves.
    """

    records: int
    problems: tuple[str, ...]
    torn_at: int | None = None


def verify_captures(store: CaptureStore, captures: Iterable[Capture]) -> Iterator[CaptureCheck]:
    """Read each capture back and compare it with what the record knows of it."""
    for capture in captures:
        try:
            store.read(capture)
        except CaptureDamaged as error:
            yield CaptureCheck(capture.capture_id, str(error))
        else:
            yield CaptureCheck(capture.capture_id)


def verify_file(path: Path) -> FileCheck:
    """Check every record of a file of ours without knowing the captures in it."""
    records, problems, torn_at = 0, [], None
    with path.open("rb") as stream:
        for offset, member in read_members(stream):
            if is_torn(member):
                torn_at = offset
                continue
            try:
                _verify_record(unpack_member(member))
            except CaptureDamaged as error:
                problems.append(f"{path.name}, byte {offset}: {error}")
            else:
                records += 1
    return FileCheck(records, tuple(problems), torn_at)


def responses(path: Path) -> Iterator[CapturedResponse]:
    """The responses in a file, in their order; a torn last record is passed over.

    Raises:
        CaptureDamaged: a complete record is not as it was kept.
    """
    with path.open("rb") as stream:
        for _, member in read_members(stream):
            if is_torn(member):
                return
            data = unpack_member(member)
            if b"\r\nWARC-Type: response\r\n" in data[:512]:
                yield parse_response(data)


def _verify_record(data: bytes) -> None:
    try:
        for record in ArchiveIterator(io.BytesIO(data), check_digests=True):
            record.content_stream().read()
            if record.digest_checker.passed is False:
                raise CaptureDamaged("A digest does not fit its bytes.")
    except (ArchiveLoadFailed, EOFError, ValueError) as error:
        raise CaptureDamaged(f"It cannot be parsed: {error}.") from None
