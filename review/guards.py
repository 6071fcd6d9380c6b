"""What every request must pass and every answer carries: host, origin, form token, headers."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection, Request
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, Message, Receive, Scope, Send

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Content-Security-Policy of our own pages: nothing inline, nothing from elsewhere."""

CAPTURED_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""Content-Security-Policy of bytes that came from outside: no script, no form, an origin of its own."""

_HEADERS = {
    "content-security-policy": PAGE_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not no-referrer: with that, browsers send "Origin: null" with our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cache-control": "no-store",
}
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
TOKEN_FIELD = "_token"  # noqa: S105 - the name of a form field, no secret
TOKEN_HEADER = "x-markwarden-token"  # noqa: S105 - the name of a header, no secret
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


class HostGuard(ASGIMiddleware):
    """Refuses requests whose Host header is not this machine: the defence against DNS rebinding.

    Litestar's own check compares the port too, which is not known before the server listens.
    """

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Pass the request on, or answer 400."""
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        if host_name(host) in LOOPBACK_HOSTS:
            await next_app(scope, receive, send)
            return
        answer = ASGIResponse(
            body=b"This workbench answers at 127.0.0.1 and localhost only.\n",
            status_code=400,
            media_type="text/plain; charset=utf-8",
        )
        await answer(scope, receive, send)


def host_name(host: str) -> str:
    """The name or address in a Host header, without port and brackets; empty if it is malformed."""
    try:
        parts = urlsplit(f"//{host}")
        well_formed = parts.netloc == host and "@" not in host and (parts.port or 1) > 0
    except ValueError:
        return ""
    return (parts.hostname or "") if well_formed else ""


async def add_security_headers(message: Message, _scope: Scope) -> None:
    """Give an answer every security header that its handler did not set itself."""
    if message["type"] == "http.response.start":
        headers = MutableScopeHeaders.from_message(message)
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)


def form_token(request: Request[Any, Any, Any]) -> str:
    """The token that this browser's forms must carry; made once a session, kept on the server."""
    session = request.session
    if "token" not in session:
        session["token"] = secrets.token_urlsafe(32)
    return str(session["token"])


async def require_same_origin(
    connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler
) -> None:
    """Refuse a change that another site's page sends.

    Raises:
        PermissionDeniedException: the browser says that the request comes from elsewhere.
    """
    if not isinstance(connection, Request) or connection.method in _SAFE_METHODS:
        return
    if connection.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise PermissionDeniedException("This request came from another site.")
    origin = connection.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != connection.headers.get("host"):
        raise PermissionDeniedException("This request came from another site.")


async def require_token(
    connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler
) -> None:
    """Refuse a change without the session's token in the form or the header.

    Raises:
        NotAuthorizedException: no token, or one of another session or of before a restart.
    """
    if not isinstance(connection, Request) or connection.method in _SAFE_METHODS:
        return
    given = connection.headers.get(TOKEN_HEADER)
    if given is None and "form" in connection.headers.get("content-type", ""):
        given = (await connection.form()).get(TOKEN_FIELD)
    expected = str(connection.session.get("token", ""))
    if not isinstance(given, str) or not expected or not _same(given, expected):
        raise NotAuthorizedException("The page was opened before the workbench was started anew.")


def _same(given: str, expected: str) -> bool:
    return secrets.compare_digest(given.encode(), expected.encode())
