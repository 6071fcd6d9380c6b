"""Which addresses a page may carry as live links: http and https only, and only what they seem."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit


def live_link(url: str | None) -> str | None:
    """The address if it may be a live link, else None and it is shown as text.

    Refused are other schemes (javascript:, data:, file:), missing hosts, names and passwords in the
    address, and control characters or spaces, which browsers drop before they read the scheme.
    """
    if not url or any(character <= " " or character == "\x7f" for character in url):
        return None
    if not url.isprintable() or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or not port_is_valid:
        return None
    return url if "@" not in parts.netloc else None


def local_path(path: str, fallback: str) -> str:
    """A path on this server to go back to, or the fallback; never another site's address."""
    acceptable = (
        path.startswith("/")
        and not path.startswith(("//", "/\\"))
        and path.isprintable()
        and "\\" not in path
    )
    return path if acceptable else fallback


def readable(url: str) -> str:
    """An address for the eye: percent-encoded UTF-8 as its characters, where that loses nothing."""
    try:
        decoded = unquote(url, errors="strict")
    except UnicodeDecodeError:
        return url
    return decoded if decoded.isprintable() else url
