"""The capture store: every fetched response is kept as WARC records before anything is made of it."""

from __future__ import annotations

import hashlib
import os
import re
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Self
from uuid import uuid4

from casework.capture import Capture
from casework.errors import CaptureDamaged
from evidence.framing import pack_member, unpack_member
from evidence.records import (
    CapturedResponse,
    Exchange,
    information_record,
    new_capture_id,
    parse_response,
    request_record,
    response_record,
    warc_address,
    warc_date,
)

__all__ = ["CaptureStore", "CapturedResponse", "Exchange"]

_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_FILE_BYTES = 1024 * 1024 * 1024


@dataclass(slots=True)
class _OpenFile:
    relative: str
    stream: BinaryIO
    offset: int


class CaptureStore:
    """WARC files under one folder, one open file a run and process; safe to share by threads.

    A record is handed to the operating system before `write` returns, so it outlives the death of
    the process; a record that was torn by that death is the last of its file, and nobody appends to
    a file of another process.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._files: dict[str, _OpenFile] = {}

    def write(self, run_id: str, exchange: Exchange) -> Capture:
        """Keep a response and its request; blocking, so call it in a thread.

        Raises:
            ValueError: `run_id` cannot be the name of a folder.
            OSError: the disk refuses, e.g. it is full.
        """
        if not _RUN_ID.fullmatch(run_id):
            raise ValueError(
                f"A run id of letters, digits, '.', '_' and '-' was expected: {run_id!r}."
            )
        capture_id = new_capture_id()
        response = pack_member(response_record(capture_id, exchange))
        request = pack_member(request_record(capture_id, exchange))
        with self._lock:
            file = self._file(run_id, exchange.fetched_at)
            offset = file.offset
            file.stream.write(response + request)
            file.stream.flush()
            file.offset += len(response) + len(request)
        return Capture(
            capture_id=capture_id,
            url=exchange.url,
            fetched_at=exchange.fetched_at,
            status=exchange.status,
            content_type=_header(exchange.response_headers, "content-type"),
            payload_sha256=hashlib.sha256(exchange.body).hexdigest(),
            payload_length=len(exchange.body),
            warc_file=file.relative,
            warc_offset=offset,
            warc_length=len(response),
            robots=exchange.robots,
        )

    def read(self, capture: Capture) -> CapturedResponse:
        """The response of a capture, after all its bytes were checked.

        Raises:
            CaptureDamaged: it is missing, or a byte of it is not as it was kept.
        """
        try:
            response = parse_response(unpack_member(self._bytes_of(capture)))
        except CaptureDamaged as error:
            raise CaptureDamaged(
                f"Capture {capture.capture_id} in {capture.warc_file} is damaged: {error}"
            ) from None
        expected = (
            capture.capture_id,
            warc_address(capture.url),
            warc_date(capture.fetched_at),
            capture.status,
            capture.payload_sha256,
        )
        found = (
            response.capture_id,
            response.url,
            warc_date(response.fetched_at),
            response.status,
            hashlib.sha256(response.payload).hexdigest(),
        )
        if expected != found:
            raise CaptureDamaged(
                f"Capture {capture.capture_id} in {capture.warc_file} is not the record that was kept."
            )
        return response

    def close(self) -> None:
        """Close the open files; the store may be written to again, into new files."""
        with self._lock:
            for file in self._files.values():
                file.stream.close()
            self._files.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _file(self, run_id: str, now: datetime) -> _OpenFile:
        file = self._files.get(run_id)
        if file is not None and file.offset >= _FILE_BYTES:
            file.stream.close()
            file = None
        if file is None:
            file = self._new_file(run_id, now)
            self._files[run_id] = file
        return file

    def _new_file(self, run_id: str, now: datetime) -> _OpenFile:
        stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        name = f"{stamp}-{os.getpid()}-{uuid4().hex[:8]}.warc.gz"
        path = self._folder / run_id / name
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = path.open("xb")
        head = pack_member(information_record(name, now))
        stream.write(head)
        return _OpenFile(f"{run_id}/{name}", stream, len(head))

    def _bytes_of(self, capture: Capture) -> bytes:
        path = (self._folder / capture.warc_file).resolve()
        if not path.is_relative_to(self._folder.resolve()):
            raise CaptureDamaged("Its file lies outside the captures folder.")
        try:
            with path.open("rb") as stream:
                stream.seek(capture.warc_offset)
                return stream.read(capture.warc_length)
        except OSError as error:
            raise CaptureDamaged(f"Its file cannot be read: {error.strerror}.") from None


def _header(headers: tuple[tuple[str, str], ...], name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")
