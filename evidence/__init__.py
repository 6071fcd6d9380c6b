"""Evidence that stands up without us: captures as WARC records under their digests."""
