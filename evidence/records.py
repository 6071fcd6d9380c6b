"""WARC 1.1 records of one exchange: made from what was fetched, and parsed back."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import uuid4

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from casework.errors import CaptureDamaged

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_NO_ADDRESS = re.compile(r"[\s\x00-\x20\x7f-\xa0]+")
# The body is kept decoded, so the headers that describe its transfer are kept under other names:
# under their own, every WARC reader would try to decode it a second time.
_TRANSFER_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})
ROBOTS_HEADER = "Markwarden-Robots"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its response as fetched.

    `body` is the decoded content; `robots` says in a word what robots.txt answered for this address;
    `fetched_at` is aware, UTC.
    """

    url: str
    request_headers: tuple[tuple[str, str], ...]
    status: int
    reason: str
    response_headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    ip_address: str | None = None
    robots: str = ""


@dataclass(frozen=True, slots=True)
class CapturedResponse:
    """A response as it was kept: status line, headers in their order, and the decoded payload."""

    capture_id: str
    url: str
    fetched_at: datetime
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    payload: bytes


def new_capture_id() -> str:
    """A fresh id for a response record."""
    return str(uuid4())


def response_record(capture_id: str, exchange: Exchange) -> bytes:
    """The response as one uncompressed WARC record with block and payload digests."""
    lines = [(name, value) for name, value in exchange.response_headers if name.strip()]
    kept = [
        (f"X-Crawler-{name}" if name.lower() in _TRANSFER_HEADERS else name, value)
        for name, value in lines
    ]
    kept.append(("Content-Length", str(len(exchange.body))))
    head = _http_head(f"HTTP/1.1 {exchange.status:03d} {_one_line(exchange.reason)}".rstrip(), kept)
    headers = [
        ("WARC-Type", "response"),
        ("WARC-Record-ID", f"<urn:uuid:{capture_id}>"),
        ("WARC-Date", warc_date(exchange.fetched_at)),
        ("WARC-Target-URI", warc_address(exchange.url)),
        ("WARC-Payload-Digest", _digest(exchange.body)),
    ]
    if exchange.ip_address:
        headers.append(("WARC-IP-Address", _one_line(exchange.ip_address)))
    if exchange.robots:
        headers.append((ROBOTS_HEADER, _one_line(exchange.robots)))
    return _record("response", headers, head + exchange.body)


def request_record(capture_id: str, exchange: Exchange) -> bytes:
    """The request that led to the response `capture_id`, as one uncompressed WARC record."""
    address = warc_address(exchange.url)
    path = re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*", "", address).split("#", 1)[0]
    path = path if path.startswith("/") else f"/{path}"
    head = _http_head(f"GET {path} HTTP/1.1", list(exchange.request_headers))
    headers = [
        ("WARC-Type", "request"),
        ("WARC-Record-ID", f"<urn:uuid:{uuid4()}>"),
        ("WARC-Date", warc_date(exchange.fetched_at)),
        ("WARC-Target-URI", address),
        ("WARC-Concurrent-To", f"<urn:uuid:{capture_id}>"),
        ("WARC-Payload-Digest", _digest(b"")),
    ]
    return _record("request", headers, head)


def information_record(file_name: str, now: datetime) -> bytes:
    """The record that begins each file: which program wrote it and to which standard."""
    text = (
        "software: Markwarden\r\n"
        "format: WARC File Format 1.1\r\n"
        "conformsTo: http://iipc.github.io/warc-specifications/specifications/"
        "warc-format/warc-1.1/\r\n"
    )
    headers = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", f"<urn:uuid:{uuid4()}>"),
        ("WARC-Date", warc_date(now)),
        ("WARC-Filename", file_name),
    ]
    return _record("warcinfo", headers, text.encode(), "application/warc-fields")


def parse_response(data: bytes) -> CapturedResponse:
    """The response in one uncompressed record.

    Raises:
        CaptureDamaged: it is not a response record, or a digest in it does not fit its bytes.
    """
    try:
        iterator = ArchiveIterator(io.BytesIO(data), check_digests=True)
        record = next(iterator, None)
        if record is None or record.rec_type != "response" or record.http_headers is None:
            raise CaptureDamaged("The stored record is not a response.")
        payload: bytes = record.content_stream().read()
        if record.digest_checker.passed is not True:
            raise CaptureDamaged("The stored record's digests do not fit its bytes.")
        identifier = record.rec_headers.get_header("WARC-Record-ID") or ""
        status, _, reason = record.http_headers.statusline.partition(" ")
        return CapturedResponse(
            capture_id=identifier.removeprefix("<urn:uuid:").removesuffix(">"),
            url=record.rec_headers.get_header("WARC-Target-URI") or "",
            fetched_at=datetime.fromisoformat(record.rec_headers.get_header("WARC-Date") or ""),
            status=int(status),
            reason=reason,
            headers=tuple(record.http_headers.headers),
            payload=payload,
        )
    except (ArchiveLoadFailed, EOFError, ValueError) as error:
        raise CaptureDamaged(f"The stored record cannot be parsed: {error}.") from None


def warc_date(moment: datetime) -> str:
    """UTC with microseconds, as WARC 1.1 writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def warc_address(url: str) -> str:
    """The address on one line: what could end a header line is percent-encoded."""
    data = url.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return _NO_ADDRESS.sub(lambda match: quote(match[0]), data)


def _record(
    kind: str, headers: list[tuple[str, str]], block: bytes, content_type: str = ""
) -> bytes:
    headers = [*headers, ("WARC-Block-Digest", _digest(block))]
    warc_headers = StatusAndHeaders("", headers, protocol="WARC/1.1")
    content_type = content_type or f"application/http; msgtype={kind}"
    # The HTTP head goes in as part of the block: given as parsed headers, warcio would rewrite
    # every value that is not ASCII, and the record would no longer be what the server sent.
    record = ArcWarcRecord(
        "warc", kind, warc_headers, io.BytesIO(block), None, content_type, len(block)
    )
    record.payload_length = len(block)
    out = io.BytesIO()
    WARCWriter(out, gzip=False, warc_version="1.1").write_record(record)
    return out.getvalue()


def _http_head(first_line: str, headers: list[tuple[str, str]]) -> bytes:
    lines = [first_line]
    lines += [f"{_one_line(name).replace(':', '')}: {_one_line(value)}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "replace")


def _one_line(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
