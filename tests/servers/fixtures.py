"""Fixtures for a real Elasticsearch: one server a test run, started when a test first asks for it."""

from __future__ import annotations

import json
import os
import secrets
import sys
import urllib.request
from collections.abc import Iterator

import pytest

from casework.settings import ElasticsearchSettings
from tests.servers.distribution import ServerUnavailable
from tests.servers.elasticsearch import ElasticsearchServer

EXISTING = "MARKWARDEN_TEST_ELASTICSEARCH"
REQUIRED = "MARKWARDEN_REQUIRE_ELASTICSEARCH"


@pytest.fixture(scope="session")
def elasticsearch_url(pytestconfig: pytest.Config) -> Iterator[str]:
    """Address of the run's server. Without one the test is skipped, or fails where it is required."""
    existing = os.environ.get(EXISTING)
    if existing:
        yield existing.rstrip("/")
        return
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")

    def say(line: str) -> None:
        # Progress of something that takes seconds belongs on the terminal, not in a test's output.
        with capture.global_and_fixture_disabled():
            print(f"\n{line}", file=sys.stderr, flush=True)

    try:
        server = ElasticsearchServer(say=say)
        server.start()
    except ServerUnavailable as problem:
        unavailable(problem)
    try:
        yield server.url
    finally:
        server.close()


@pytest.fixture
def elasticsearch(elasticsearch_url: str) -> Iterator[ElasticsearchSettings]:
    """Settings for the run's server with a prefix of the test's own, whose indices are removed."""
    settings = ElasticsearchSettings(
        url=elasticsearch_url, prefix=f"markwarden-test-{secrets.token_hex(6)}"
    )
    yield settings
    remove_indices(settings)


def unavailable(problem: ServerUnavailable) -> None:
    """Skip the test with the reason, or fail where a real server is required."""
    if os.environ.get(REQUIRED) == "1":
        pytest.fail(f"{problem} ({REQUIRED}=1 makes this a failure)", pytrace=False)
    pytest.skip(f"no Elasticsearch for tests: {problem}")


def remove_indices(settings: ElasticsearchSettings) -> None:
    """Delete every index of a prefix by name; other indices of the server are not touched."""
    pattern = f"{settings.url}/{settings.prefix}-*"
    with urllib.request.urlopen(f"{pattern}/_alias", timeout=30) as answer:
        names = sorted(json.load(answer))
    for name in names:
        request = urllib.request.Request(f"{settings.url}/{name}", method="DELETE")
        urllib.request.urlopen(request, timeout=30).close()
