"""TLS is verified: a shop whose certificate nobody vouches for is not read."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.crawler.crawling import order_of, run_crawl, source
from tests.shops import Answer, Shop
from tests.shops.pages import product_page


def self_signed(folder: Path) -> ssl.SSLContext:
    """A certificate for 127.0.0.1 that signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "shop.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_a_certificate_that_does_not_verify_is_refused(tmp_path: Path) -> None:
    """One clear line, nothing read, no other try: bytes from an impostor are no evidence."""
    with Shop(certificate=self_signed(tmp_path)) as shop:
        shop.routes["/"] = Answer(product_page("Tea"))
        outcome = run_crawl(order_of(tmp_path, source(shop.url, sitemaps=False)))
        assert not shop.hits
    assert outcome.kinds() == {"certificate": 1}
    assert outcome.runs[0].counts.listings == 0
