"""Storing pages: one transaction, updates without duplicates, and the life of a flag."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from casework.capture import Capture
from casework.decision import ReasonCode, Verdict
from casework.errors import NotFound
from casework.flag import FlagState, Tier
from casework.frontier import (
    Fetch,
    FetchKind,
    PageOutcome,
    Picture,
    PictureLine,
    PictureSignature,
    PictureText,
    StoreReport,
)
from index.record import Record
from tests.index.record.material import NOW, begin, fetch_states, flag, listing, store

LATER = NOW + timedelta(days=1)


def _capture(number: int, sha256: str = "00") -> Capture:
    return Capture(
        f"capture-{number}",
        "http://shop.test/page",
        NOW,
        200,
        "text/html",
        sha256,
        5,
        "a.warc.gz",
        0,
        100,
    )


def test_page_is_stored_whole(record: Record) -> None:
    """One page's capture, listings, flags and children are there afterwards, and its fetch is done."""
    run = begin(record)
    record.frontier.add(run.run_id, [Fetch("http://shop.test/", FetchKind.START)])
    [lease] = record.frontier.lease(run.run_id, 5, NOW, 60)
    item = listing()
    child = Fetch("http://shop.test/2", FetchKind.PAGE, parent="http://shop.test/")
    outcome = PageOutcome(lease, NOW, _capture(1), (item,), (flag(item),), children=(child, child))
    report = record.store_page(outcome)
    assert report == StoreReport(new_listings=1, new_flags=1)
    assert record.listings.get(item.listing_id) == replace(item, capture_id="capture-1")
    assert record.captures.for_listing(item.listing_id) == _capture(1)
    assert fetch_states(record, run.run_id) == [("done", None), ("waiting", None)]
    row = record.flags.row(flag(item).flag_id)
    assert (row.flag, row.state, row.version) == (flag(item), FlagState.OPEN, 0)


def test_failure_leaves_nothing(record: Record) -> None:
    """When anything of a page cannot be stored, none of it is, and its fetch is not done."""
    run = begin(record)
    record.frontier.add(run.run_id, [Fetch("http://shop.test/", FetchKind.START)])
    [lease] = record.frontier.lease(run.run_id, 5, NOW, 60)
    stranger = flag(listing(2))
    with pytest.raises(ValueError, match="not judged"):
        record.store_page(PageOutcome(lease, NOW, _capture(1), (listing(),), (stranger,)))
    assert record.listings.count() == 0
    assert fetch_states(record, run.run_id) == [("leased", None)]
    with pytest.raises(NotFound):
        record.captures.get("capture-1")


def test_recrawl_updates(record: Record) -> None:
    """A re-crawl of the same offer updates its one row, and its history names each change once."""
    item = listing()
    store(record, [item])
    store(record, [replace(item, seen_at=LATER)])
    changed = replace(item, title="Gucci wallet", seen_at=LATER + timedelta(days=1))
    store(record, [changed])
    assert record.listings.count() == 1
    assert record.listings.get(item.listing_id) == changed
    assert record.listings.seen(item.listing_id) == (NOW, changed.seen_at)
    digests = [entry.content_digest for entry in record.listings.history(item.listing_id)]
    assert digests == [item.content_digest(), changed.content_digest()]


def test_card_does_not_degrade(record: Record) -> None:
    """A category card of a listing whose page was read updates when it was seen, and no more."""
    item = listing()
    store(record, [item], [flag(item)])
    store(record, [listing(title="Gucci…", partial=True, seen_at=LATER)])
    assert record.listings.get(item.listing_id) == item
    assert record.listings.seen(item.listing_id) == (NOW, LATER)
    assert record.flags.row(flag(item).flag_id).state is FlagState.OPEN


def test_page_completes_card(record: Record) -> None:
    """A listing known from a card alone becomes whole when its page is read."""
    store(record, [listing(partial=True)])
    store(record, [listing(seen_at=LATER)])
    assert record.listings.get(listing().listing_id).partial is False


def test_late_page_is_ignored(record: Record) -> None:
    """A page that was read before the one stored changes neither listing nor flags."""
    item = listing(seen_at=LATER)
    store(record, [item], [flag(item)])
    store(record, [listing(title="Older", seen_at=NOW)])
    assert record.listings.get(item.listing_id).title == item.title
    assert record.listings.seen(item.listing_id) == (NOW, LATER)
    assert record.flags.row(flag(item).flag_id).state is FlagState.OPEN


def test_flag_lapses_and_returns(record: Record) -> None:
    """An open flag whose evidence is gone lapses, is kept, and opens again with the evidence."""
    item = listing()
    store(record, [item], [flag(item)])
    store(record, [replace(item, title="Plain bag", seen_at=LATER)])
    row = record.flags.row(flag(item).flag_id)
    assert (row.state, row.flag) == (FlagState.LAPSED, flag(item))
    store(record, [replace(item, seen_at=LATER)], [flag(item, raised_at=LATER)])
    again = record.flags.row(flag(item).flag_id)
    assert (again.state, again.flag.raised_at) == (FlagState.OPEN, NOW)


def test_open_flag_follows_scores(record: Record) -> None:
    """A new judgement of the same evidence refreshes an open flag and raises no second one."""
    item = listing()
    store(record, [item], [flag(item)])
    newer = flag(item, score=0.95, tier=Tier.CERTAIN)
    report = record.store_flags([item.listing_id], [newer], LATER)
    assert report == StoreReport()
    assert record.flags.row(newer.flag_id).flag == newer
    assert record.flags.count() == 1


def test_decided_flag_stands(record: Record) -> None:
    """A decided flag keeps its decision and its scores until its evidence is another one."""
    item = listing()
    store(record, [item], [flag(item)])
    flag_id = flag(item).flag_id
    record.ledger.decide(flag_id, Verdict.LEGITIMATE, ReasonCode.SECOND_HAND, "", "Ann", 0, NOW)
    record.store_flags([item.listing_id], [flag(item, score=0.99)], LATER)
    row = record.flags.row(flag_id)
    assert (row.state, row.flag) == (FlagState.DECIDED, flag(item))
    record.store_flags([item.listing_id], [], LATER)
    assert record.flags.row(flag_id).state is FlagState.DECIDED
    report = record.store_flags([item.listing_id], [flag(item, start=4)], LATER)
    assert report.reopened_flags == 1
    reopened = record.flags.row(flag_id)
    assert (reopened.state, reopened.version) == (FlagState.OPEN, 1)
    assert reopened.decision is not None
    record.store_flags([item.listing_id], [flag(item)], LATER)
    assert record.flags.row(flag_id).state is FlagState.DECIDED


def test_rematch_of_one_brand(record: Record) -> None:
    """A judgement of one brand leaves the flags of the others as they are."""
    item = listing()
    store(record, [item], [flag(item), flag(item, "prada")])
    report = record.store_flags([item.listing_id], [], LATER, brand_ids=["prada"])
    assert report.lapsed_flags == 1
    states = {row.flag.brand_id: row.state for row in record.flags.for_listing(item.listing_id)}
    assert states == {"gucci": FlagState.OPEN, "prada": FlagState.LAPSED}


def test_picture_outcome(record: Record) -> None:
    """A picture is stored with the new judgement of its listings, whose own capture stays."""
    run = begin(record)
    item = listing()
    url = item.images[0].url
    fetches = [Fetch("http://shop.test/1", FetchKind.PAGE), Fetch(url, FetchKind.PICTURE)]
    record.frontier.add(run.run_id, fetches)
    page, picture_lease = record.frontier.lease(run.run_id, 5, NOW, 60)
    record.store_page(PageOutcome(page, NOW, _capture(1), (item,)))
    signature = PictureSignature("pdq", "ff", 80)
    picture = Picture(url, "cd" * 32, 10, 20, (signature,), b"MF1")
    [shown] = record.listings.by_image(url)
    record.store_page(
        PageOutcome(
            picture_lease, LATER, _capture(2, picture.sha256), (shown,), (flag(item),), picture
        )
    )
    assert record.pictures.by_url([url, "http://shop.test/other.png"]) == {url: picture}
    assert record.captures.by_payload(picture.sha256) == _capture(2, picture.sha256)
    assert record.captures.for_listing(item.listing_id) == _capture(1)
    assert record.flags.row(flag(item).flag_id).state is FlagState.OPEN


def test_pictures_are_known_by_their_bytes(record: Record) -> None:
    """The same bytes are found at all their addresses and by the versions that made their record;
    what is written in them is kept once, and comes with each.
    """
    run = begin(record)
    urls = [f"http://shop.test/{number}.png" for number in (2, 1)]
    record.frontier.add(run.run_id, [Fetch(url, FetchKind.PICTURE) for url in urls])
    shown = Picture(urls[0], "cd" * 32, 10, 20, (), b"MF1", "versions 1")
    for lease in record.frontier.lease(run.run_id, 5, NOW, 60):
        picture = replace(shown, url=lease.fetch.url)
        record.store_page(PageOutcome(lease, NOW, None, (), (), picture))
    assert record.pictures.urls_of(shown.sha256) == tuple(sorted(urls))
    found = record.pictures.by_sha256(shown.sha256, "versions 1")
    assert found is not None
    assert replace(found, url=shown.url) == shown
    assert record.pictures.by_sha256(shown.sha256, "versions 2") is None
    assert record.pictures.text_of(shown.sha256) is None
    text = PictureText((PictureLine("康师傅 \x00 TEA", 0.93, ((0.1, 0.2),)),), "words 1")
    record.pictures.put_text(shown.sha256, PictureText((), "words 0"))
    record.pictures.put_text(shown.sha256, text)
    assert record.pictures.text_of(shown.sha256) == text
    assert {item.text for item in record.pictures.by_url(urls).values()} == {text}


def test_images_follow_listing(record: Record) -> None:
    """A picture that a listing no longer shows no longer leads to it."""
    item = listing()
    store(record, [item])
    store(record, [replace(item, images=(), seen_at=LATER)])
    assert record.listings.by_image(item.images[0].url) == ()


def test_seller_change_reaches_flags(record: Record) -> None:
    """A flag is found under its listing's present seller."""
    item = listing()
    store(record, [item], [flag(item)])
    other = listing(seller="New Town Leather", seen_at=LATER)
    store(record, [other], [flag(item)])
    with record.session.read() as connection:
        sellers = list(connection.scalars(sa.text("SELECT seller_id FROM flags")))
    assert sellers == [other.seller_id]


def test_lookups(record: Record) -> None:
    """Listings are found one by one, many at once and all in turn; an unknown id is said."""
    items = [listing(number) for number in range(7)]
    store(record, items)
    ids = [item.listing_id for item in items]
    assert record.listings.many([*ids, "unknown"]) == dict(zip(ids, items, strict=True))
    assert list(record.listings.iterate(batch=3)) == items
    assert (record.listings.count("shop"), record.listings.count("other")) == (7, 0)
    for ask in (record.listings.get, record.listings.seen, record.captures.for_listing):
        with pytest.raises(NotFound, match="unknown"):
            ask("unknown")
    for find in (record.captures.get, record.captures.by_payload, record.flags.row):
        with pytest.raises(NotFound, match="unknown"):
            find("unknown")


def test_control_characters(record: Record) -> None:
    """A page or a note that holds what no database column can is stored all the same."""
    item = listing(title="Gucci\x00 bag", seller="Old\x00Town")
    store(record, [item], [flag(item)])
    assert record.listings.get(item.listing_id) == item
    entry = record.ledger.decide(
        flag(item).flag_id, Verdict.UNSURE, ReasonCode.OTHER, "a\x00\ud800b", "Ann", 0, NOW
    )
    assert entry.note == "a?b"
    assert record.ledger.verify() == 1


def test_crawl_and_rematch_meet(record: Record, record_url: str) -> None:
    """Two processes that judge the same listings at the same time raise each flag once."""
    items = [listing(number) for number in range(30)]
    store(record, items)
    barrier = threading.Barrier(3)
    raised: list[int] = []

    def judge() -> None:
        with Record.open(record_url) as other:
            barrier.wait()
            for item in items:
                report = other.store_flags([item.listing_id], [flag(item)], NOW)
                raised.append(report.new_flags)

    threads = [threading.Thread(target=judge) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(raised), sum(raised), record.flags.count()) == (90, 30, 30)


def test_new_address_is_taken_over(record: Record) -> None:
    """An offer that moved to another address is the same listing, found at the new one."""
    item = listing()
    store(record, [item])
    moved = replace(item, url="http://shop.test/new/1", seen_at=LATER)
    store(record, [moved])
    assert record.listings.get(item.listing_id) == moved
    assert len(record.listings.history(item.listing_id)) == 1


def test_counts(record: Record) -> None:
    """Flags are counted by state, source and brand."""
    near, far = listing(1), listing(2, source="market")
    store(record, [near, far], [flag(near), flag(far), flag(far, "prada")])
    store(record, [replace(near, seen_at=LATER)])
    assert record.flags.count() == 3
    assert record.flags.count(state=FlagState.OPEN) == 2
    assert record.flags.count(source="market", brand_id="prada") == 1
    assert record.flags.count(source="shop", state=FlagState.OPEN) == 0


def test_lapsed_stays_lapsed(record: Record) -> None:
    """A lapsed flag whose evidence is still gone is not written again."""
    item = listing()
    store(record, [item], [flag(item)])
    assert record.store_flags([item.listing_id], [], NOW).lapsed_flags == 1
    record.outbox.done("a", record.outbox.peek("a", 10))
    assert record.store_flags([item.listing_id], [], NOW) == StoreReport()
    assert record.outbox.size("a") == 0


def test_time_needs_its_zone(record: Record) -> None:
    """A time without its zone is refused: it names no moment."""
    with pytest.raises(sa.exc.StatementError, match="without its zone"):
        store(record, [listing(seen_at=NOW.replace(tzinfo=None))])
