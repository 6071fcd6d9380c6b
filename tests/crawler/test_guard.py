"""The fetch guard: which addresses are refused, and that a name's every address is judged."""

from __future__ import annotations

import pytest

from casework.source import Source
from crawler.guard import Permissions, ascii_host, host_and_port, literal, named_by, refusal

REFUSED = [
    "0.0.0.0",  # noqa: S104 - it is refused, not bound to
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.1.2.3",
    "127.255.255.255",
    "168.63.129.16",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.170",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::2",
    "::127.0.0.1",
    "::10.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "::ffff:0:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "64:ff9b:1:ffff::8.8.8.8",
    "100::1",
    "2001::1",
    "2001:0:4136:e378::1",
    "2001:10::1",
    "2001:20::1",
    "2001:2::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "2002:808:808::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456:789a::1",
    "fe80::1",
    "fe80::1%eth0",
    "febf::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "not-an-address",
    "127.0.0.1.example",
]
PERMITTED = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "126.255.255.255",
    "128.0.0.1",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.1",
    "192.167.255.255",
    "192.169.0.1",
    "198.17.255.255",
    "223.255.255.1",
    "2400:cb00::1",
    "2606:4700:4700::1111",
    "2a00:1450:4001::1",
    "240e::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]


@pytest.mark.parametrize("address", REFUSED)
def test_every_address_that_is_not_public_is_refused(address: str) -> None:
    """Private, local, reserved and multicast addresses are refused in every disguise."""
    assert refusal(address)


@pytest.mark.parametrize("address", PERMITTED)
def test_public_addresses_are_permitted(address: str) -> None:
    """The guard refuses no address of the public internet, the neighbours of private ranges included."""
    assert refusal(address) is None


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("::1", "::1"),
        ("example.com", None),
        ("a.b.c.d", None),
    ],
)
def test_a_literal_is_recognised_in_every_spelling(host: str, address: str | None) -> None:
    """Numbers that the C library reads as an address are one, and no name server is asked."""
    assert literal(host) == address


def test_one_private_answer_refuses_the_name() -> None:
    """A name with a public and a private address is refused, whichever would have been tried."""
    permissions = Permissions()
    assert permissions.judge("shop.example", 443, ("8.8.8.8",)) is None
    assert permissions.judge("shop.example", 443, ("8.8.8.8", "10.0.0.7")) is not None
    assert permissions.judge("shop.example", 443, ("2606:4700::1", "fd00::1")) is not None


def test_a_refusal_is_remembered_until_the_address_is_permitted() -> None:
    """A failed fetch can say why; a name that behaves again is not blamed for its past."""
    permissions = Permissions()
    permissions.judge("shop.example", 80, ("10.0.0.7",))
    assert "10.0.0.7" in permissions.refusals["shop.example", 80]
    permissions.judge("shop.example", 80, ("8.8.8.8",))
    assert ("shop.example", 80) not in permissions.refusals


def test_only_the_named_host_and_port_may_be_private() -> None:
    """A private shop that a person typed is reached; its neighbour on another port is not."""
    permissions = Permissions()
    permissions.named.add(("127.0.0.1", 8420))
    assert permissions.judge("127.0.0.1", 8420, ("127.0.0.1",)) is None
    assert permissions.judge("127.0.0.1", 8421, ("127.0.0.1",)) is not None
    assert permissions.judge("localhost", 8420, ("127.0.0.1",)) is not None


def test_loopback_only_admits_nothing_else_and_asks_no_name_server() -> None:
    """In tests not even a named public host is reached, and no name leaves the machine."""
    permissions = Permissions()
    permissions.named.update({("127.0.0.1", 8420), ("shop.example", 443)})
    permissions.loopback_only = True
    assert permissions.judge("127.0.0.1", 8420, ("127.0.0.1",)) is None
    assert permissions.judge("shop.example", 443, ("8.8.8.8",)) is not None
    assert not permissions.may_ask("shop.example")
    assert permissions.may_ask("localhost")
    assert permissions.may_ask("2130706433")


def test_odd_low_ports_are_for_named_hosts_only() -> None:
    """A link cannot make a crawl talk to a mail server."""
    permissions = Permissions()
    assert permissions.judge("mail.example", 25, ("8.8.8.8",)) is not None
    assert permissions.judge("mail.example", 8443, ("8.8.8.8",)) is None
    permissions.named.add(("mail.example", 25))
    assert permissions.judge("mail.example", 25, ("8.8.8.8",)) is None


def test_a_source_names_its_start_addresses_and_domains() -> None:
    """Start addresses name their host and port, domains both web ports or the port they carry."""
    source = Source(
        "shop",
        ("http://127.0.0.1:8420/", "https://Shop.Example./a"),
        domains=("cdn.example", "127.0.0.1:8421"),
    )
    assert named_by(source) == {
        ("127.0.0.1", 8420),
        ("shop.example", 443),
        ("cdn.example", 80),
        ("cdn.example", 443),
        ("127.0.0.1", 8421),
    }


def test_hosts_have_one_spelling() -> None:
    """Upper case, a final dot and letters beyond ASCII do not get a host past its name."""
    assert host_and_port("HTTP://EXAMPLE.com./x") == ("example.com", 80)
    assert host_and_port("https://bücher.example/") == ("xn--bcher-kva.example", 443)
    assert host_and_port("http://example.com:99999/") == ("", 0)
    assert host_and_port("http://[::1]:81/") == ("::1", 81)
    assert ascii_host("ü" * 80) == "ü" * 80
