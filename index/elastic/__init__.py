"""The record's projection in Elasticsearch: its mappings, documents, queries and indices."""
