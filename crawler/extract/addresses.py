"""Addresses: one spelling for each page, and the shop's own item id where an address carries it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from casework.source import Source

LONGEST_ADDRESS = 2_000
"""Longer addresses are refused: no shop needs them, and patterns run over them."""

_TRACKING = re.compile(
    r"(?:utm_[a-z_]+|mtm_[a-z_]+|pk_[a-z_]+|hsa_[a-z_]+|ali_trackid|ali_refid|algo_[a-z_]+"
    r"|[gf]clid|gclsrc|[gw]braid|dclid|msclkid|yclid|ttclid|twclid|igshid|mc_[ce]id|mi_id|_ga|_gl"
    r"|srsltid|spm|scm|pvid|abbucket|initiative_id|_hsenc|_hsmi|vero_id|zanpid|irclickid"
    r"|phpsessid|jsessionid|sessionid|aspsessionid\w*)",
    re.IGNORECASE,
)
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_SPACE = re.compile(r"[\x00-\x20\x7f\u3000]+")
# What most links of a page already are; taking them as they are saves half the time of reading them.
_NORMAL = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+/[A-Za-z0-9/_.~!$&'()*+,=:@-]*")
_DEFAULT_PORTS = {"http": 80, "https": 443}

# Item ids as widespread shop systems put them into addresses. Each names its item alone: two pages
# of one shop that carry the same id show the same offer.
_ITEM_IN_PATH = (
    re.compile(r"/(?:dp|gp/product|gp/aw/d)/([A-Z0-9]{10})(?=[/?]|$)"),
    re.compile(r"/itm/(?:[^/?#]+/)?(\d{6,})(?=[/?]|$)"),
    re.compile(r"/item/(?:[^/?#]*-)?(\d{5,})(?:\.s?html?)?(?=[/?]|$)"),
    re.compile(
        r"/(?:offer|goods|product|products|detail|item|p)[/-](\d{4,})(?:\.s?html?)?(?=[/?]|$)"
    ),
    # Only from the root: /de/products/shoe and /en/products/shoe are two pages with other words each.
    re.compile(r"^/(?:collections/[^/]+/)?products/([^/?#]+)/?$"),
    re.compile(r"^/(\d{6,})\.s?html?(?=[?]|$)"),
)
_ITEM_PARAMETERS = frozenset(
    {"itemid", "item_id", "goodsid", "goods_id", "productid", "product_id", "prodid", "offerid"}
)
_ITEM_PAGES = re.compile(r"/(?:item|goods|product|detail|prod|view)[^/]*$", re.IGNORECASE)


def normalise_url(url: str, drop_parameters: Iterable[str] = ()) -> str:
    """The address in one spelling: no fragment, no tracking, lower-case host, sorted parameters.

    `drop_parameters` are names of further query parameters that do not choose the page. An address
    that is not http(s), is broken, or is longer than `LONGEST_ADDRESS` gives the empty string.
    """
    if _NORMAL.fullmatch(url) and len(url) <= LONGEST_ADDRESS and "/." not in url:
        return url
    cleaned = _SPACE.sub("", url) if _SPACE.match(url) or _SPACE.search(url.strip()) else url
    cleaned = cleaned.strip()
    if not cleaned or len(cleaned) > LONGEST_ADDRESS:
        return ""
    try:
        parts = urlsplit(cleaned)
        host = _host(parts.hostname or "")
        port = parts.port
    except ValueError:
        return ""
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host:
        return ""
    netloc = host if port is None or port == _DEFAULT_PORTS[scheme] else f"{host}:{port}"
    path = _without_dots(_escaped(_SESSION_IN_PATH.sub("", parts.path), "/:@!$&'()*+,;=~-._"))
    dropped = {name.lower() for name in drop_parameters}
    return urlunsplit((scheme, netloc, path or "/", _query(parts.query, dropped), ""))


def resolve(base: str, address: str) -> str:
    """An address as written on the page `base`, made whole; empty where that is impossible."""
    address = address.strip()[:LONGEST_ADDRESS]
    if _NORMAL.fullmatch(address):
        return address
    try:
        if address[:1] == "/" and address[1:2] != "/" and "/." not in address:
            return _origin(base) + address
        return urljoin(base, address)
    except ValueError:
        return ""


@lru_cache(maxsize=64)
def _origin(base: str) -> str:
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}"


def native_id(url: str, canonical_url: str | None, source: Source) -> str:
    """The id under which a listing is known: the shop's item id, else its address.

    The source's own `native_id_pattern` comes first, then item ids that widespread shop systems put
    into addresses, then the canonical address where it is recognisably the same page's, then the
    page's own. A canonical address that shares nothing with the page's own is not believed: shops
    that name their front page on every product would fold all their listings into one.
    """
    address = normalise_url(url, source.drop_parameters) or url[:LONGEST_ADDRESS]
    canonical = normalise_url(canonical_url or "", source.drop_parameters)
    for candidate in (address, canonical):
        found = item_id(candidate, source.native_id_pattern)
        if found:
            return found
    return canonical if canonical and _same_page(address, canonical) else address


def item_id(url: str, pattern: str | None = None) -> str | None:
    """The shop's item id in an address, or None; `pattern` is the operator's regular expression.

    Of the operator's pattern the group `id` counts, else the first group, else the whole match.
    """
    if not url or len(url) > LONGEST_ADDRESS:
        return None
    if pattern:
        return _by_pattern(url, pattern)
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    for expression in _ITEM_IN_PATH:
        match = expression.search(parts.path)
        if match:
            return unquote(match[1])
    for name, value in _pairs(parts.query):
        wanted = name.lower() in _ITEM_PARAMETERS or (
            name.lower() == "id" and _ITEM_PAGES.search(parts.path)
        )
        if wanted and re.fullmatch(r"[A-Za-z0-9_-]{1,64}", value):
            return value
    return None


def _by_pattern(url: str, pattern: str) -> str | None:
    match = re.search(pattern, url)
    if match is None:
        return None
    if "id" in match.groupdict():
        return match["id"] or None
    return (match[1] if match.re.groups else match[0]) or None


def _same_page(address: str, canonical: str) -> bool:
    """Whether two addresses share a path segment that names a thing, or an item number."""
    if urlsplit(canonical).path == "/":
        return address == canonical
    return bool(_naming_parts(address) & _naming_parts(canonical)) and _keeps_query(
        address, canonical
    )


def _naming_parts(url: str) -> set[str]:
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    last = re.sub(r"\.[a-z]{2,5}$", "", segments[-1].lower()) if segments else ""
    named = {last} if last else set()
    named.update(re.findall(r"\d{4,}", parts.path + "?" + parts.query))
    return named


def _keeps_query(address: str, canonical: str) -> bool:
    """False where one script serves all items and the canonical address drops the parameter."""
    mine, other = urlsplit(address), urlsplit(canonical)
    if mine.path != other.path:
        return True
    kept = set(_pairs(other.query))
    return not any(
        re.fullmatch(r"(?:.*[^a-z])?(?:id|p|sku|code|no)", name.lower())
        and (name, value) not in kept
        for name, value in _pairs(mine.query)
    )


def _host(host: str) -> str:
    host = host.rstrip(".").lower()
    if host and not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    if ":" in host:
        return f"[{host}]"
    return host if re.fullmatch(r"[a-z0-9._-]*", host) else ""


def _escaped(text: str, safe: str) -> str:
    data = text.encode("utf-8", "replace").decode()
    pieces = re.split(r"(%[0-9A-Fa-f]{2})", data)
    for place, piece in enumerate(pieces):
        if place % 2:
            character = chr(int(piece[1:], 16))
            unreserved = character.isascii() and (character.isalnum() or character in "-._~")
            pieces[place] = character if unreserved else piece.upper()
        else:
            pieces[place] = quote(piece, safe=safe)
    return "".join(pieces)


def _without_dots(path: str) -> str:
    if "/." not in path:
        return path
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if path.endswith(("/.", "/..")):
        kept.append("")
    return "/".join(kept)


def _pairs(query: str) -> list[tuple[str, str]]:
    pieces = [piece.partition("=") for piece in query.split("&") if piece]
    return [(name, value) for name, _, value in pieces]


def _query(query: str, dropped: set[str]) -> str:
    kept = [
        piece
        for piece in query.split("&")
        if piece
        and not _TRACKING.fullmatch(unquote(piece.partition("=")[0]))
        and unquote(piece.partition("=")[0]).lower() not in dropped
    ]
    escaped = [_escaped(piece, "/:@!$'()*,;=?~-._+[]") for piece in kept]
    return "&".join(sorted(escaped, key=lambda piece: piece.partition("=")[0]))
