"""A source: a shop to watch, as data; adding one needs no code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """How to crawl one shop.

    `start` are addresses a person named, so private ones are permitted; `rate` is requests a second;
    `minimum_listings` is the yield below which a finished run says so and exits 1;
    `product_patterns`, `collection_patterns` and `skip_patterns` are parts or globs of URL paths.
    """

    name: str
    start: tuple[str, ...]
    title: str = ""
    domains: tuple[str, ...] = ()
    rate: float = 1.0
    concurrency: int = 4
    max_pages: int = 10_000
    max_seconds: int = 6 * 3600
    max_depth: int = 20
    minimum_listings: int = 1
    currency: str | None = None
    product_patterns: tuple[str, ...] = ()
    collection_patterns: tuple[str, ...] = ()
    skip_patterns: tuple[str, ...] = ()
    drop_parameters: tuple[str, ...] = ()
    native_id_pattern: str | None = None
    pictures: bool = True
    sitemaps: bool = True
