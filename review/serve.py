"""Serving the workbench on this machine until it is told to stop."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable

import uvicorn

from casework.errors import UsageError
from review.app import create_app
from review.desk import Desk
from review.guards import LOOPBACK_HOSTS

GRACE_SECONDS = 3


def serve(desk: Desk, *, on_ready: Callable[[str], None]) -> None:
    """Serve the workbench until Ctrl-C, which ends it cleanly. Port 0 takes any free port.

    `on_ready` gets the workbench's address once requests are answered.

    Raises:
        UsageError: the address is in use, or is not this machine's own: there is no sign-in, so
            nobody else may reach the workbench.
    """
    listener = _listen(desk.settings.host, desk.settings.port)
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    config = uvicorn.Config(
        create_app(desk),
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_SECONDS,
        ws="none",
    )
    server = _Server(config, lambda: on_ready(f"http://{shown}:{port}/"))
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        # uvicorn raises the interrupt again after it has shut down: that was the clean end.
        pass
    finally:
        listener.close()


class _Server(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start answering, then tell."""
        await super().startup(sockets)
        if self.started:
            self._on_ready()


def _listen(host: str, port: int) -> socket.socket:
    if host not in LOOPBACK_HOSTS:
        raise UsageError(
            f"review.host is {host!r}, but the workbench has no sign-in and listens on this machine "
            "only: use 127.0.0.1, ::1 or localhost."
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise UsageError(
                f"Port {port} on {host} is in use, perhaps by another workbench; stop it, or set "
                "review.port (0 takes any free port)."
            ) from None
        raise UsageError(
            f"The workbench cannot listen on {host} port {port}: {error.strerror}."
        ) from None
    except OverflowError:
        listener.close()
        raise UsageError(f"review.port is {port}, but ports go from 0 to 65535.") from None
    return listener
