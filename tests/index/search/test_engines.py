"""Every search engine keeps the contract of search."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from casework.settings import ElasticsearchSettings
from index.elastic.search import ElasticSearch
from index.embedded import EmbeddedSearch
from index.indexer import sync
from index.record import Record
from tests.contracts.brand_search_contract import BrandSearchContract
from tests.contracts.search_contract import OpenSearch, SearchContract


class TestEmbeddedSearch(SearchContract, BrandSearchContract):
    """The embedded search, which the record keeps up to date by itself."""

    @pytest.fixture
    def open_search(self) -> OpenSearch:
        """The search over the record; there is nothing to bring up to date."""
        return EmbeddedSearch


class TestElasticSearch(SearchContract, BrandSearchContract):
    """A real Elasticsearch, brought up to date by the indexer."""

    @pytest.fixture
    def open_search(self, elasticsearch: ElasticsearchSettings) -> Iterator[OpenSearch]:
        """The search over indices of the test's own."""
        opened: list[ElasticSearch] = []

        def search_over(record: Record) -> ElasticSearch:
            report = sync(record, elasticsearch)
            assert (report.pending, report.refused, report.pause) == (0, 0, "")
            opened.append(ElasticSearch(record, elasticsearch))
            return opened[-1]

        yield search_over
        for search in opened:
            search.close()
