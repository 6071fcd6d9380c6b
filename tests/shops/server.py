"""A shop on loopback made of routes, which counts what it is asked."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a route answers; with `chunks` the body is streamed and has no Content-Length."""

    body: bytes | str = b""
    status: int = 200
    content_type: str = HTML
    headers: dict[str, str] = field(default_factory=dict)
    chunks: Callable[[], Iterable[bytes]] | None = None


Route = Answer | Callable[[str], Answer]


class Shop:
    """Serves while the block lasts, on a free port of 127.0.0.1.

    A route is an answer, or a function of the path with its query; `otherwise` answers the rest.
    """

    def __init__(
        self,
        routes: dict[str, Route] | None = None,
        otherwise: Route | None = None,
        certificate: ssl.SSLContext | None = None,
    ) -> None:
        self.routes: dict[str, Route] = routes or {}
        self.otherwise = otherwise or Answer("nothing here", 404)
        self.hits: Counter[str] = Counter()
        self.headers: dict[str, dict[str, str]] = {}
        self.connections = 0
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._scheme = "http"
        if certificate is not None:
            self._scheme = "https"
            self._server.socket = certificate.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        """The shop's address without a final slash."""
        return f"{self._scheme}://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, path: str) -> Answer:
        """What the shop says to a path."""
        route = (
            self.routes.get(path)
            or self.routes.get(path.split("?", maxsplit=1)[0])
            or self.otherwise
        )
        return route if isinstance(route, Answer) else route(path)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        shop = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                shop.connections += 1
                super().setup()

            def do_GET(self) -> None:
                shop.hits[self.path] += 1
                shop.headers[self.path] = dict(self.headers)
                with contextlib.suppress(ConnectionError):
                    _send(self, shop.answer(self.path))

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        return Handler


@contextlib.contextmanager
def closed_port() -> Iterator[str]:
    """The address of a port that refuses connections; it is held, so that nobody else gets it."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        """A crawler that hangs up is no error here."""


def _send(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    body = answer.body.encode() if isinstance(answer.body, str) else answer.body
    handler.send_response(answer.status)
    if answer.content_type:
        handler.send_header("Content-Type", answer.content_type)
    for name, value in answer.headers.items():
        handler.send_header(name, value)
    if answer.chunks is not None:
        handler.send_header("Connection", "close")
        handler.end_headers()
        for chunk in answer.chunks():
            handler.wfile.write(chunk)
        handler.close_connection = True
        return
    if "Content-Length" not in answer.headers:
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
