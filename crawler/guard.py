"""The fetch guard: which addresses a crawl may connect to, asked at the moment of each connection.

Twisted asks its name resolver for names and for literal addresses alike and connects to what the
resolver answered, so a guard that sits there leaves no gap between the check and the connection.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IAddress, IHostnameResolver
from zope.interface import implementer

from casework.source import Source

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
WEB_PORTS = frozenset({80, 443})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_CACHE_SECONDS = 300.0

# `is_global` alone lets 6to4, multicast and NAT64 forms of 127.0.0.1 through (measured), and it
# differs between Python releases; these are refused whatever it says.
_REFUSED = tuple(
    (ipaddress.ip_network(network), reason)
    for network, reason in (
        ("0.0.0.0/8", "this-network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "cloud platform"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmark"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::1/128", "loopback"),
        ("::/96", "IPv4-compatible"),
        ("::ffff:0:0:0/96", "IPv4-translated"),
        ("64:ff9b:1::/48", "local NAT64"),
        ("100::/64", "discard"),
        ("2001::/23", "Teredo or special-purpose"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("3fff::/20", "documentation"),
        ("5f00::/16", "segment routing"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")


def refusal(address: str) -> str | None:
    """Why a crawl must not connect to a literal IP address (a word such as "loopback"), or None.

    An IPv4 address inside an IPv6 one (mapped, NAT64) is judged by itself.
    """
    try:
        parsed: _Address = ipaddress.ip_address(address)
    except ValueError:
        return "not an address"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return refusal(str(parsed.ipv4_mapped))
        if parsed in _NAT64:
            return refusal(str(ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)))
    for network, reason in _REFUSED:
        if parsed.version == network.version and parsed in network:
            return reason
    if isinstance(parsed, ipaddress.IPv6Address) and parsed not in _GLOBAL_UNICAST:
        return "reserved"
    return None if parsed.is_global else "not public"


def host_and_port(url: str) -> tuple[str, int]:
    """Host (lower case, no brackets) and port of an http(s) URL; ("", 0) where it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError:
        return "", 0
    return ascii_host(parts.hostname or ""), port


def ascii_host(host: str) -> str:
    """A host name as the name server knows it: lower case, no final dot, IDNA where needed."""
    host = host.lower().rstrip(".")
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def named_by(source: Source) -> frozenset[tuple[str, int]]:
    """The hosts and ports that a source names: of its start addresses and its domains."""
    named = {host_and_port(url) for url in source.start}
    for domain in source.domains:
        host, port = host_and_port(f"//{domain}")
        named.update({(host, port)} if port else {(host, web) for web in WEB_PORTS})
    return frozenset(named)


class Permissions:
    """What this process may connect to; one for the process, because it has one resolver.

    `named` hosts and ports may be private. `loopback_only` refuses everything that is not loopback
    and asks no name server. `refusals` remembers why, so that a failed fetch can say it.
    """

    def __init__(self) -> None:
        self.named: set[tuple[str, int]] = set()
        self.loopback_only = False
        self.refusals: dict[tuple[str, int], str] = {}

    def judge(self, host: str, port: int, addresses: Iterable[str]) -> str | None:
        """Why a connection to a host that resolved to these addresses is refused, or None.

        One refused address refuses the name: answers that mix public and private ones are attacks.
        """
        reason = self._reason(host, port, addresses)
        if reason is None:
            self.refusals.pop((host, port), None)
        else:
            self.refusals[host, port] = reason
        return reason

    def _reason(self, host: str, port: int, addresses: Iterable[str]) -> str | None:
        named = (host, port) in self.named
        if not named and port not in WEB_PORTS and port < 1024:
            return f"port {port} is not a web port"
        for address in addresses:
            reason = refusal(address)
            if self.loopback_only and reason != "loopback":
                return f"{address} is not loopback, and only loopback is permitted"
            if reason is not None and not named:
                return f"{address} is a {reason} address that no source names"
        return None

    def may_ask(self, host: str) -> bool:
        """Whether a name may be looked up at all."""
        return not self.loopback_only or host == "localhost" or literal(host) is not None


PERMISSIONS = Permissions()
"""The permissions of this process; `CrawlSession` names its source's hosts here."""


def literal(host: str) -> str | None:
    """The address that a host is, in any spelling the C library takes (2130706433, 0x7f.1)."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None


@implementer(IHostnameResolver)
class GuardedResolver:
    """Scrapy's `TWISTED_DNS_RESOLVER`: answers with no address where the guard refuses."""

    def __init__(self, reactor: Any, permissions: Permissions = PERMISSIONS) -> None:
        self._reactor = reactor
        self._resolver = reactor.nameResolver
        self._permissions = permissions
        self._known: dict[str, tuple[float, tuple[str, ...]]] = {}

    @classmethod
    def from_crawler(cls, crawler: object, reactor: Any) -> GuardedResolver:
        """Scrapy's way of making a component."""
        return cls(reactor)

    def install_on_reactor(self) -> None:
        """Make every connection of this process ask here."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - the signature of Twisted's interface
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> object:
        """Look a name up, judge all its addresses, and pass on either all or none of them."""
        host = ascii_host(hostName)

        def answer(addresses: tuple[str, ...]) -> None:
            if self._permissions.judge(host, portNumber, addresses) is None:
                for address in addresses:
                    resolutionReceiver.addressResolved(_address(address, portNumber))
            resolutionReceiver.resolutionComplete()

        resolutionReceiver.resolutionBegan(_Resolution(host))
        if (address := literal(host)) is not None:
            answer((address,))
        elif not self._permissions.may_ask(host):
            self._permissions.refusals[host, portNumber] = "only loopback is permitted"
            resolutionReceiver.resolutionComplete()
        elif host in self._known and self._known[host][0] > time.monotonic():
            answer(self._known[host][1])
        else:
            self._resolver.resolveHostName(_Collector(self._remember(host, answer)), host, 0)
        return resolutionReceiver

    def _remember(
        self, host: str, answer: Callable[[tuple[str, ...]], None]
    ) -> Callable[[tuple[str, ...]], None]:
        def finished(addresses: tuple[str, ...]) -> None:
            if addresses:
                self._known[host] = (time.monotonic() + _CACHE_SECONDS, addresses)
            answer(addresses)

        return finished


class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """A look-up in a thread cannot be called back."""


class _Collector:
    """Gathers the answers of the system's resolver until it is done."""

    def __init__(self, done: Callable[[tuple[str, ...]], None]) -> None:
        self._done = done
        self._addresses: list[str] = []

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802 - Twisted's name
        """Nothing is to be done yet."""

    def addressResolved(self, address: object) -> None:  # noqa: N802 - Twisted's name
        """Keep one answer; each comes once per kind of socket."""
        host = str(getattr(address, "host", ""))
        if host not in self._addresses:
            self._addresses.append(host)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's name
        """Hand them on."""
        self._done(tuple(self._addresses))


def _address(text: str, port: int) -> IPv4Address | IPv6Address:
    kind = IPv6Address if ":" in text else IPv4Address
    return kind("TCP", text, port)
