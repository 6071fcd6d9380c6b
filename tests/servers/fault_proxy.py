"""A proxy before Elasticsearch that fails on purpose: resets, delays, half answers, busy items."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import threading
import time
from collections import deque
from collections.abc import Iterable
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit


class Fault(StrEnum):
    """What goes wrong with one bulk request."""

    RESET_BEFORE = "the connection breaks before the server sees the request"
    RESET_AFTER = "the server does the work, and the connection breaks before it can say so"
    HALF_ANSWER = "the answer breaks off in the middle"
    SLOW = "the answer comes after the client has stopped waiting"
    BUSY = "429 for the whole request"
    UNAVAILABLE = "503 for the whole request"
    TOO_LARGE = "413 for a request of more than ten documents"
    BUSY_ITEMS = "429 for every third document; the others are indexed"
    ANOTHER_PROGRAM = "something else answers with a page of HTML"


class FaultProxy:
    """Listens on a port of its own; `faults` are used up by bulk requests, one each.

    `always` is the fault of every bulk request after those. Other requests pass untouched.
    """

    def __init__(self, target: str) -> None:
        self.faults: deque[Fault] = deque()
        self.always: Fault | None = None
        self.bulk_requests = 0
        self.slow_seconds = 2.0
        self._target = urlsplit(target).netloc
        self._server: ThreadingHTTPServer | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """Where to reach the server through the proxy."""
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def open(self) -> None:
        """Listen; after `close` on the same port again."""
        handler = type("Handler", (_Handler,), {"proxy": self, "target": self._target})
        ThreadingHTTPServer.allow_reuse_address = True
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), handler)
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Refuse all connections."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def fail(self, *faults: Fault) -> None:
        """Let the next bulk requests fail like this."""
        self.faults.extend(faults)

    def next_fault(self) -> Fault | None:
        """The fault of the bulk request that has just come in."""
        self.bulk_requests += 1
        return self.faults.popleft() if self.faults else self.always


class _Handler(BaseHTTPRequestHandler):
    proxy: FaultProxy
    target: str
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base names it so
        """Say nothing."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.proxy.next_fault() if urlsplit(self.path).path.endswith("_bulk") else None
        if fault is None:
            self._answer(*self._forward(body))
        else:
            self._fail(fault, body)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _serve  # noqa: N815  the base names them so

    def _fail(self, fault: Fault, body: bytes) -> None:
        if fault is Fault.RESET_BEFORE:
            self._reset()
        elif fault is Fault.RESET_AFTER:
            self._forward(body)
            self._reset()
        elif fault is Fault.HALF_ANSWER:
            status, headers, payload = self._forward(body)
            self._answer(status, headers, payload[: len(payload) // 2], len(payload))
            self._reset()
        elif fault is Fault.SLOW:
            answer = self._forward(body)
            time.sleep(self.proxy.slow_seconds)
            self._answer(*answer)
        elif fault is Fault.BUSY_ITEMS:
            self._answer(*self._busy_items(body))
        elif fault is Fault.TOO_LARGE:
            small = len(self._lines(body)) <= 20
            self._answer(*(self._forward(body) if small else _error(413, "content too large")))
        elif fault is Fault.ANOTHER_PROGRAM:
            self._answer(200, [("Content-Type", "text/html")], b"<html>Please log in</html>")
        else:
            self._answer(*_error(429 if fault is Fault.BUSY else 503, "come back later"))

    def _lines(self, body: bytes) -> list[bytes]:
        zipped = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(body) if zipped else body).splitlines(keepends=True)

    def _busy_items(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        """Send on two of three documents, and answer for the third that it was too much."""
        lines = self._lines(body)
        pairs = list(zip(lines[::2], lines[1::2], strict=True))
        passed = [pair for at, pair in enumerate(pairs) if at % 3 != 2]
        del self.headers["Content-Encoding"]
        sent = b"".join(line for pair in passed for line in pair)
        status, headers, payload = (
            self._forward(sent) if passed else (200, _headers(), b'{"items":[]}')
        )
        answered = iter(json.loads(payload)["items"])
        items = []
        for at, (action, _document) in enumerate(pairs):
            meta = json.loads(action)["index"]
            busy = {"type": "es_rejected_execution_exception", "reason": "queue is full"}
            refusal = {"index": {"_id": meta["_id"], "status": 429, "error": busy}}
            items.append(refusal if at % 3 == 2 else next(answered))
        return status, headers, json.dumps({"errors": True, "items": items}).encode()

    def _forward(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection(self.target, timeout=240)
        skipped = {"host", "content-length", "connection", "accept-encoding"}
        headers = {
            name: value for name, value in self.headers.items() if name.lower() not in skipped
        }
        try:
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def _answer(
        self,
        status: int,
        headers: Iterable[tuple[str, str]],
        payload: bytes,
        length: int | None = None,
    ) -> None:
        try:
            self.send_response_only(status)
            for name, value in headers:
                if name.lower() not in {"content-length", "transfer-encoding"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(payload) if length is None else length))
            self.end_headers()
            self.wfile.write(payload)
        except OSError:
            # The client has given up, as a slow answer makes it do.
            self.close_connection = True

    def _reset(self) -> None:
        # Zero seconds to linger: the system sends a reset instead of an orderly end.
        self.connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00"
        )
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True


def _headers() -> list[tuple[str, str]]:
    return [("X-Elastic-Product", "Elasticsearch"), ("Content-Type", "application/json")]


def _error(status: int, words: str) -> tuple[int, list[tuple[str, str]], bytes]:
    error: dict[str, Any] = {"error": {"type": "proxy", "reason": words}, "status": status}
    return status, _headers(), json.dumps(error).encode()
