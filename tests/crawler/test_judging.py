"""Judging in the record's thread: many listings that one picture brings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from casework.capture import Capture
from casework.flag import Flag
from casework.frontier import Fetch, FetchKind, PageOutcome, Picture, PictureLine, PictureText
from casework.listing import Listing
from crawler.equipment import Equipment
from crawler.judging import store_text
from matchers.match import match_listings
from matchers.watchlist import Watchlist
from tests.index.record.material import NOW, listing, open_record, store
from tests.matchers.lists import watch


def test_a_picture_of_many_listings_brings_few_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A badge that a whole shop shows has each of its offers judged, and no more than so many held at once."""
    sizes: list[int] = []

    def counted(
        shown: Iterable[tuple[Listing, Mapping[str, Picture]]], watchlist: Watchlist, now: datetime
    ) -> tuple[Flag, ...]:
        held = list(shown)
        sizes.append(len(held))
        return match_listings(held, watchlist, now)

    monkeypatch.setattr("crawler.judging.match_listings", counted)
    monkeypatch.setattr("crawler.judging.AT_ONCE", 2)
    with open_record(tmp_path) as record:
        badge = listing(1).images
        offers = [replace(listing(number), images=badge) for number in range(1, 6)]
        page = store(record, offers)
        shown = Fetch(badge[0].url, FetchKind.PICTURE)
        record.frontier.add(page.lease.run_id, [shown])
        lease = replace(page.lease, fetch=shown)
        picture = Picture(badge[0].url, "cd" * 32, 400, 400)
        capture = Capture(
            "c", badge[0].url, NOW, 200, "image/png", picture.sha256, 5, "a.warc.gz", 0, 9
        )
        record.store_page(PageOutcome(lease, NOW, capture, picture=picture))
        corners = ((0.1, 0.1), (0.9, 0.1), (0.9, 0.2), (0.1, 0.2))
        text = PictureText((PictureLine("N1KE", 1.0, corners),), "reader/1")
        equipment = cast("Equipment", SimpleNamespace(record=record, watchlist=watch("Nike")))
        listings, flags, _ = store_text(equipment, picture.sha256, text, NOW)
    assert sizes == [2, 2, 1]
    assert len(listings) == 5
    assert sorted(flag.listing_id for flag in flags) == sorted(item.listing_id for item in offers)
