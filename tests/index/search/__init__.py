"""Tests of search, the indexer and the Elasticsearch projection."""
