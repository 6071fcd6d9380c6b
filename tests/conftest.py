"""What every test may ask for; the fixtures themselves live beside what they serve."""

from __future__ import annotations

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

pytest_plugins = ("tests.servers.fixtures",)

# A busy machine is slow now and then; what a test finds must not depend on it.
settings.register_profile("markwarden", deadline=None)
settings.load_profile("markwarden")

ONE_WORKER = (
    "tests/e2e/",
    "tests/index/search/",
    "tests/servers/",
    "tests/commands/test_shop.py::test_elasticsearch_answers_as_the_record_does",
)
"""How the tests begin that ask for Elasticsearch: one worker runs them all, beside one server."""


class FileByFile(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
    """Shares tests among workers by files, so that what a file's fixtures make is made once.

    Not by marks: pytest-xdist 3.8 passes over them under pytest 9.2 (its issue 1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        return "Elasticsearch" if nodeid.startswith(ONE_WORKER) else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)  # pytest may be told to leave pytest-xdist out
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> FileByFile:
    """How pytest-xdist shares the tests."""
    return FileByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test elsewhere that asks for Elasticsearch would start a second server unnoticed."""
    for item in items:
        asked = getattr(item, "fixturenames", ())
        if "elasticsearch_url" in asked and not item.nodeid.startswith(ONE_WORKER):
            raise pytest.UsageError(f"ONE_WORKER in tests/conftest.py leaves out {item.nodeid}")
