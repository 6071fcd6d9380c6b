"""Extraction: bytes of a fetched page become listings and links, by pure functions."""
