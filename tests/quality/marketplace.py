"""Precision and recall of the flags on the sample marketplace, crawled as a user would crawl it."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from casework.flag import FlagState
from casework.queue import FlagQuery, FlagRow
from index.embedded import EmbeddedSearch
from index.record import Record
from tests.e2e.command import CommandLine
from tests.marketplace.catalogue import Offer, offers
from tests.marketplace.server import running_market

Pair = tuple[int, str]
"""An offer's number and a brand."""


@dataclass(frozen=True, slots=True)
class Score:
    """Which offers a reviewer is shown for which brand, against what was judged by hand."""

    shown: frozenset[Pair]
    expected: frozenset[Pair]

    @property
    def precision(self) -> float:
        """Part of what is shown that ought to be; 1 where nothing is shown."""
        return len(self.shown & self.expected) / len(self.shown) if self.shown else 1.0

    @property
    def recall(self) -> float:
        """Part of what ought to be shown that is; 1 where nothing ought to be."""
        return len(self.shown & self.expected) / len(self.expected) if self.expected else 1.0


def main() -> int:
    """Crawl the marketplace into a fresh record, print the table, and each case that went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        shown = shown_pairs(Path(folder))
    everything = offers()
    score = Score(frozenset(shown), frozenset(_expected(everything)))
    by_id = {offer.offer_id: offer for offer in everything}
    print(f"{len(everything)} offers, {len(score.expected)} to be shown to a reviewer")
    print(f"precision {score.precision:.3f}  recall {score.recall:.3f}\n")
    _print_kinds(everything, score)
    for label, pairs in (
        ("missed", score.expected - score.shown),
        ("shown in vain", score.shown - score.expected),
    ):
        for offer_id, brand in sorted(pairs):
            print(f"{label}: {offer_id} {brand}: {by_id[offer_id].title}")
    return 0


def shown_pairs(data: Path) -> set[Pair]:
    """Crawl and return what the queue shows, as pairs of offer and brand."""
    with running_market() as market:
        done = CommandLine(data)("crawl", market.address, "--rate", "200")
    if done.returncode != 0:
        sys.exit(f"the crawl failed:\n{done.stderr}")
    record = Record.open(f"sqlite:///{data}/record.sqlite3")
    try:
        ids = EmbeddedSearch(record).flags(FlagQuery(states=(FlagState.OPEN,), limit=1000)).ids
        return {_pair(row) for row in record.flags.rows(ids)}
    finally:
        record.close()


def _pair(row: FlagRow) -> Pair:
    number = row.listing.url.rsplit("/", 1)[1].removesuffix(".html")
    return int(number), row.flag.brand_id


def _expected(everything: Iterable[Offer]) -> set[Pair]:
    return {(offer.offer_id, brand) for offer in everything for brand in offer.expected}


def _print_kinds(everything: Iterable[Offer], score: Score) -> None:
    kind_of = {offer.offer_id: offer.kind for offer in everything}
    sizes = Counter(kind_of.values())
    hits = Counter(kind_of[number] for number, _ in score.shown & score.expected)
    missed = Counter(kind_of[number] for number, _ in score.expected - score.shown)
    in_vain = Counter(kind_of[number] for number, _ in score.shown - score.expected)
    print(f"{'kind':24}{'offers':>7}{'found':>7}{'missed':>8}{'in vain':>9}")
    for kind, size in sizes.items():
        print(f"{kind:24}{size:7}{hits[kind]:7}{missed[kind]:8}{in_vain[kind]:9}")
