"""A capture: the proof that certain bytes came from a certain address at a certain time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Capture:
    """One response as kept in a WARC file; `payload_sha256` is over the body as received, decoded.

    `warc_file` is relative to the captures folder; `warc_offset` and `warc_length` are bytes in it.
    """

    capture_id: str
    url: str
    fetched_at: datetime
    status: int
    content_type: str
    payload_sha256: str
    payload_length: int
    warc_file: str
    warc_offset: int
    warc_length: int
    robots: str = ""
