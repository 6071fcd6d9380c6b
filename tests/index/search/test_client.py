"""The way to the server: credentials, certificates, and every refusal in one sentence."""

from __future__ import annotations

import logging
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from casework.errors import ConfigurationError, SearchUnavailable
from casework.queue import ListingQuery
from casework.settings import ElasticsearchSettings
from index.elastic.client import answers, connect, server_health, server_version
from index.elastic.search import ElasticSearch
from index.indexer import sync
from index.rebuild import rebuild, remove_old
from index.record import Record
from tests.index.search.projection import expected, fill, held
from tests.servers.distribution import VERSION
from tests.servers.elasticsearch import ElasticsearchServer
from tests.servers.file_users import add_user

ROOT = Path(__file__).parents[3]
PHRASE = "correct-horse-battery-staple"
OTHER = "open-sesame"


@pytest.fixture(scope="module")
def secured(elasticsearch_url: str) -> Iterator[ElasticsearchSettings]:
    """Settings for a server with security on and the only user."""
    assert elasticsearch_url
    documented = (ROOT / "docs" / "elasticsearch.md").read_text()
    role = documented.partition("```json\n")[2].partition("```")[0]
    server = ElasticsearchServer(password=PHRASE)
    add_user(server.config, "markwarden", PHRASE, role)
    with server:
        yield ElasticsearchSettings(url=server.url, user="elastic", password=PHRASE)


class Stub(BaseHTTPRequestHandler):
    """Answers health to one API key, and refuses everybody else as Elasticsearch does."""

    def do_GET(self) -> None:
        """Answer with health or with 401."""
        permitted = self.headers.get("Authorization") == "ApiKey the-key"
        body = b'{"status":"green"}' if permitted else b'{"error":"who are you","status":401}'
        self.send_response_only(200 if permitted else 401)
        for name, value in {
            "X-Elastic-Product": "Elasticsearch",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base names it so
        """Say nothing."""


@contextmanager
def stub(handler: type[Stub] = Stub, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """A stub on loopback, with TLS where a context is given; gives its address."""
    server = HTTPServer(("127.0.0.1", 0), handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        scheme = "http" if context is None else "https"
        yield f"{scheme}://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def health(settings: ElasticsearchSettings) -> str:
    """The state of the server of these settings."""
    with answers(settings), connect(settings) as client:
        return server_health(client)


def test_a_server_says_its_health_and_version(elasticsearch: ElasticsearchSettings) -> None:
    """Both come from pages that the smallest server has."""
    with connect(elasticsearch) as client:
        assert server_health(client) in {"green", "yellow"}
        assert server_version(client) == VERSION


def test_user_and_password_are_all_it_takes(record: Record, secured: ElasticsearchSettings) -> None:
    """With security on, everything works with the credentials and nothing without."""
    fill(record, 5)
    assert sync(record, secured).taken == 10
    assert held(secured) == expected(record)
    for wrong in (
        ElasticsearchSettings(url=secured.url),
        ElasticsearchSettings(url=secured.url, user="elastic", password=OTHER),
        ElasticsearchSettings(url=secured.url, api_key="d3Jvbmc6d3Jvbmc="),
    ):
        with pytest.raises(SearchUnavailable, match=r"refuses the user and password.*\(401\)"):
            sync(record, wrong)


def test_the_documented_role_is_enough_and_reaches_nothing_else(
    record: Record, secured: ElasticsearchSettings
) -> None:
    """With the role of docs/elasticsearch.md all commands work, and other names are refused."""
    limited = replace(secured, user="markwarden")
    fill(record, 3)
    rebuild(record, limited)
    assert sync(record, limited).pending == 0
    rebuild(record, limited)
    assert len(remove_old(record, limited)) >= 2
    with ElasticSearch(record, limited) as search:
        assert search.status().problems == ()
        assert search.listings(ListingQuery("gucci")).total == 3
    with pytest.raises(SearchUnavailable, match=r"does not permit this \(403\): action .* unauth"):
        sync(record, replace(limited, prefix="other"))


def test_secrets_are_never_said(
    record: Record, secured: ElasticsearchSettings, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither errors nor the client's own log, at its most talkative, hold a password or key."""
    caplog.set_level(logging.DEBUG)
    wrong = ElasticsearchSettings(url=secured.url, user="elastic", password=OTHER)
    with ElasticSearch(record, wrong) as search:
        said = [str(search.status()), repr(search)]
    key = ElasticsearchSettings(url=secured.url, api_key=OTHER)
    with pytest.raises(SearchUnavailable) as caught:
        sync(record, key)
    said += [str(caught.value), caplog.text]
    assert OTHER not in "".join(said)


def test_an_api_key_is_sent_as_such() -> None:
    """A key opens what nothing else does. A stub: the test server cannot make API keys."""
    with stub() as url:
        assert health(ElasticsearchSettings(url=url, api_key="the-key")) == "green"
        with pytest.raises(SearchUnavailable, match="401"):
            health(ElasticsearchSettings(url=url, api_key="another"))


def test_a_certificate_needs_an_authority_that_is_trusted(tmp_path: Path) -> None:
    """With the CA file the server is trusted, without it is refused with a hint at the setting."""
    certificate, key = make_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with stub(context=context) as url:
        trusted = ElasticsearchSettings(url=url, api_key="the-key", ca_file=str(certificate))
        assert health(trusted) == "green"
        with pytest.raises(SearchUnavailable, match=r"cannot be trusted.*elasticsearch\.ca_file"):
            health(ElasticsearchSettings(url=url, api_key="the-key"))


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, and its key, as files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "search.test")])
    now = datetime.now(UTC)
    addresses = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(addresses, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(certificate.public_bytes(pem))
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    )
    return folder / "ca.pem", folder / "key.pem"


def test_another_program_is_not_taken_for_elasticsearch() -> None:
    """A server without Elasticsearch's own header is refused by name."""

    class Other(Stub):
        def send_header(self, keyword: str, value: str) -> None:
            if keyword != "X-Elastic-Product":
                super().send_header(keyword, value)

    with stub(Other) as url, pytest.raises(SearchUnavailable, match="is not Elasticsearch"):
        health(ElasticsearchSettings(url=url, api_key="the-key"))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (ElasticsearchSettings(url="localhost:9200"), "an address with its port"),
        (ElasticsearchSettings(url="http://localhost"), "an address with its port"),
        (ElasticsearchSettings(url="ftp://localhost:9200"), "an address with its port"),
        (ElasticsearchSettings(url="http://localhost:port"), "an address with its port"),
        (ElasticsearchSettings(url=f"http://me:{OTHER}@localhost:9200"), "credentials belong in"),
        (ElasticsearchSettings(url="http://h:9200", user="me"), "a user needs a password"),
        (ElasticsearchSettings(url="http://h:9200", password=OTHER), "a user needs a password"),
        (
            ElasticsearchSettings(url="http://h:9200", user="me", password=OTHER, api_key=OTHER),
            "not both",
        ),
        (ElasticsearchSettings(url="https://h:9200", ca_file="/nowhere.pem"), "no such file"),
    ],
)
def test_settings_that_cannot_work_are_refused_at_once(
    settings: ElasticsearchSettings, words: str
) -> None:
    """The error names the setting and what is wrong with it, and repeats no secret."""
    with pytest.raises(ConfigurationError) as caught:
        connect(settings)
    assert words in str(caught.value)
    assert str(caught.value).startswith("elasticsearch.")
    assert OTHER not in str(caught.value)
