"""The crawler: frontier, spiders, extraction and the pipelines that match and store."""
