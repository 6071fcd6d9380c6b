"""A small record for the workbench's tests: a protected list, thirty flags, captures and pictures."""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from PIL import Image, ImageDraw

from casework.brand import (
    Alias,
    AliasKind,
    AuthorisedSeller,
    Mark,
    MarkKind,
    Name,
    PriceBand,
    ProtectedBrand,
    ProtectedPicture,
    Script,
)
from casework.evidence import Detail, Evidence, ImageRegion, TextSpan
from casework.flag import Flag, Reason, Tier
from casework.frontier import Fetch, FetchKind, Lease, PageOutcome, Picture
from casework.listing import Availability, ImageRef, Listing, Price, Seller
from casework.run import RunCounts, StopReason
from casework.settings import ReviewSettings, WorkerSettings
from casework.source import Source
from evidence.captures import CaptureStore, Exchange
from index.embedded import EmbeddedSearch
from index.record import Record
from matchers.workers import WorkerPool
from review.desk import Desk
from tests.review.offers import BIAS, OFFERS, Offer

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
RULESET = "sample-judgement/1"


def draw(name: str, side: int = 480) -> bytes:
    """A PNG whose colours and figure follow from the name, so each is another picture."""
    seed = hashlib.sha256(name.encode()).digest()
    background = tuple(205 + value % 50 for value in seed[:3])
    figure = tuple(40 + value % 150 for value in seed[3:6])
    accent = tuple(70 + value % 150 for value in seed[6:9])
    picture = Image.new("RGB", (side, side), background)
    pen = ImageDraw.Draw(picture)
    third = side // 3
    match seed[9] % 4:
        case 0:
            pen.ellipse((third // 2, third // 2, side - third // 2, side - third // 2), fill=figure)
            pen.ellipse((third, third, 2 * third, 2 * third), fill=accent)
        case 1:
            pen.rounded_rectangle(
                (third // 2, third, side - third // 2, side - third // 3), 40, fill=figure
            )
            pen.polygon([(third, third), (side // 2, third // 3), (2 * third, third)], fill=accent)
        case 2:
            pen.polygon([(side // 2, 40), (side - 50, side - 60), (50, side - 60)], fill=figure)
            pen.rectangle((third, 2 * third, 2 * third, side - 60), fill=accent)
        case _:
            pen.rectangle((third, 30, 2 * third, side - 30), fill=figure)
            pen.ellipse((third + 20, third, 2 * third - 20, 2 * third - 40), fill=accent)
    stream = io.BytesIO()
    # Not the default compression: the workbench must not be able to make the same bytes.
    picture.save(stream, "PNG", compress_level=1)
    return stream.getvalue()


PROTECTED_PICTURE = draw("protected label")
PROTECTED_SHA256 = hashlib.sha256(PROTECTED_PICTURE).hexdigest()

BRANDS = (
    ProtectedBrand(
        brand_id="qingya",
        name="青崖 QINGYA",
        holder="成都青崖户外用品有限公司",
        marks=(
            Mark(
                "qingya-word",
                MarkKind.WORD,
                names=(Name("青崖", Script.SIMPLIFIED), Name("QINGYA", Script.LATIN)),
                aliases=(Alias("QY outdoor", AliasKind.ABBREVIATION),),
                registration_number="1209934",
                nice_classes=(18, 25),
                territories=("CN", "EU"),
                valid_until=date(2031, 4, 2),
            ),
        ),
        authorised_sellers=(AuthorisedSeller("青崖官方旗舰店"),),
        price_bands=(PriceBand(Decimal(399), Decimal(1299), "CNY"),),
        goods=("冲锋衣", "backpack"),
        note="重点监测仿冒冲锋衣。",
    ),
    ProtectedBrand(
        brand_id="pixian-doubanjiang",
        name="郫县豆瓣",
        holder="成都市郫都区食品工业协会",
        marks=(
            Mark(
                "pixian-gi",
                MarkKind.GEOGRAPHICAL_INDICATION,
                names=(Name("郫县豆瓣", Script.SIMPLIFIED),),
                aliases=(Alias("Pixian Doubanjiang", AliasKind.TRANSLITERATION),),
                registration_number="1388982",
                nice_classes=(30,),
                place_names=("郫县", "郫都"),
            ),
        ),
    ),
    ProtectedBrand(
        brand_id="panda-kiln",
        name="Panda Kiln 熊猫窑",
        holder="Panda Kiln Ceramics Ltd",
        marks=(
            Mark("kiln-word", MarkKind.WORD, names=(Name("Panda Kiln", Script.LATIN),)),
            Mark(
                "kiln-label",
                MarkKind.PICTURE,
                pictures=(ProtectedPicture("label.png", PROTECTED_SHA256, "Label of 2024"),),
            ),
            Mark(
                "kiln-old",
                MarkKind.WORD,
                names=(Name("Kiln Panda", Script.LATIN),),
                valid_until=date(2020, 1, 1),
            ),
        ),
    ),
    ProtectedBrand(
        brand_id="torch-2027",
        name="炬火2027赛会标志",
        holder="赛会组织委员会",
        marks=(
            Mark("torch-sign", MarkKind.SPECIAL_SIGN, names=(Name("炬火2027", Script.SIMPLIFIED),)),
        ),
    ),
)

SHOP = Source(name="sample-shop", start=("http://127.0.0.1:9/",), title="Sample shop")


@dataclass(frozen=True, slots=True)
class Sample:
    """The desk over the sample record, with the ids of its flags in the order they were made."""

    desk: Desk
    flags: tuple[Flag, ...]


@contextmanager
def desk_over(folder: Path, settings: ReviewSettings) -> Iterator[Desk]:
    """A desk over the record and captures in a folder, made if there are none."""
    captures = CaptureStore(folder / "captures")
    with (
        Record.open(f"sqlite:///{folder / 'record.sqlite3'}") as record,
        WorkerPool(WorkerSettings()) as workers,
    ):
        try:
            yield Desk(record, EmbeddedSearch(record), captures, workers, settings, now=lambda: NOW)
        finally:
            captures.close()


def make(folder: Path) -> tuple[Flag, ...]:
    """Write the sample's record and captures into a folder."""
    with desk_over(folder, ReviewSettings()) as desk:
        desk.record.brands.put(BRANDS, "sample", NOW)
        label = Picture("label.png", PROTECTED_SHA256, 480, 480)
        desk.record.brands.put_reference(label, PROTECTED_PICTURE)
        return fill(desk, OFFERS)


def fill(desk: Desk, offers: tuple[Offer, ...]) -> tuple[Flag, ...]:
    """Store one crawl in which these offers were found."""
    run = desk.record.runs.begin(SHOP, NOW - timedelta(hours=2), "digest", (), timedelta(minutes=5))
    flags = []
    for number, offer in enumerate(offers, start=1):
        listing = listing_of(offer, number)
        page = (
            f"<html><title>{offer.title}</title><script>alert(1)</script>{offer.description}</html>"
        )
        _store_pictures(desk, run.run_id, listing, offer)
        capture = desk.captures.write(
            run.run_id,
            _exchange(listing.url, page.encode("utf-8", "replace"), "text/html; charset=utf-8"),
        )
        flag = flag_of(offer, listing)
        outcome = PageOutcome(
            _lease(run.run_id, listing.url, FetchKind.PAGE),
            NOW,
            capture,
            (replace(listing, capture_id=capture.capture_id),),
            (flag,),
        )
        desk.record.store_page(outcome)
        flags.append(flag)
    counts = RunCounts(
        pages=len(offers) + 12,
        listings=len(offers) * 6,
        new_listings=len(offers),
        pictures=len(offers),
        flags=len(flags),
        new_flags=len(flags),
        errors=3,
        problems=(("http-404", 2), ("picture-unreadable", 1)),
    )
    desk.record.runs.end(run.run_id, StopReason.FINISHED, counts, NOW - timedelta(hours=1))
    return tuple(flags)


def listing_of(offer: Offer, number: int) -> Listing:
    """The listing of an offer; numbers give ids and addresses."""
    picture = f"http://127.0.0.1:9/pictures/{offer.picture or 'none'}-{number}.png"
    amount = Decimal(offer.price) if offer.price else None
    return Listing(
        source=offer.source,
        native_id=f"item-{number}",
        url=offer.url or f"https://shop.example/item/{number}",
        title=offer.title,
        seen_at=NOW - timedelta(minutes=7 * number),
        description=offer.description,
        price=Price(amount, offer.currency, f"{offer.currency} {offer.price}")
        if offer.price
        else None,
        availability=Availability.IN_STOCK,
        category=("户外", "服装"),
        attributes=offer.attributes,
        images=(ImageRef(picture, 0),) if offer.picture else (),
        seller=Seller(
            offer.seller,
            native_id=hashlib.sha256(offer.seller.encode()).hexdigest()[:8],
            location="成都",
        ),
    )


def flag_of(offer: Offer, listing: Listing) -> Flag:
    """The flag of an offer, scored as the sum of its reasons says."""
    evidence = [_evidence(offer, listing, *found) for found in offer.found]
    if offer.copied:
        evidence.append(_picture_evidence(offer, listing))
    reasons = tuple(Reason(*reason) for reason in offer.reasons)
    score = 1 / (1 + math.exp(-(BIAS + sum(reason.weight for reason in reasons))))
    bounds = ((0.92, Tier.CERTAIN), (0.75, Tier.LIKELY), (0.5, Tier.POSSIBLE), (0.0, Tier.CONTEXT))
    return Flag(
        listing_id=listing.listing_id,
        brand_id=offer.brand,
        evidence=tuple(evidence),
        mention_score=max(item.score for item in evidence),
        infringement_score=score,
        reasons=reasons,
        tier=next(tier for bound, tier in bounds if score >= bound),
        ruleset=RULESET,
        raised_at=listing.seen_at,
    )


def _evidence(offer: Offer, listing: Listing, field: str, seen: str, against: str) -> Evidence:
    text = dict(listing.text_fields())[field]
    start = text.index(seen)
    literal = seen == against
    return Evidence(
        matcher="text",
        matcher_version="1",
        brand_id=offer.brand,
        mark_id=next(brand for brand in BRANDS if brand.brand_id == offer.brand).marks[0].mark_id,
        rule="exact" if literal else "skeleton",
        where=TextSpan(field, start, start + len(seen)),
        seen=seen,
        against=against,
        score=1.0 if literal else 0.86,
        literal=literal,
        view="folded",
        details=() if literal else (Detail("homoglyph", f"{seen} → {against}"),),
    )


def _picture_evidence(offer: Offer, listing: Listing) -> Evidence:
    digest = hashlib.sha256(draw(offer.picture)).hexdigest()
    return Evidence(
        matcher="image",
        matcher_version="1",
        brand_id=offer.brand,
        mark_id="kiln-label",
        rule="pdq",
        where=ImageRegion(
            listing.images[0].url, digest, ((0.1, 0.1), (0.9, 0.1), (0.9, 0.8), (0.1, 0.8))
        ),
        seen=digest,
        against=PROTECTED_SHA256,
        score=0.94,
        details=(Detail("reference", "Label of 2024"), Detail("distance", "12")),
    )


def _store_pictures(desk: Desk, run_id: str, listing: Listing, offer: Offer) -> None:
    for image in listing.images:
        data = draw(offer.picture)
        capture = desk.captures.write(run_id, _exchange(image.url, data, "image/png"))
        picture = Picture(image.url, hashlib.sha256(data).hexdigest(), 480, 480)
        lease = _lease(run_id, image.url, FetchKind.PICTURE)
        desk.record.store_page(PageOutcome(lease, NOW, capture, picture=picture))


def _lease(run_id: str, url: str, kind: FetchKind) -> Lease:
    return Lease(run_id, Fetch(url, kind), 1, NOW + timedelta(minutes=5))


def _exchange(url: str, body: bytes, content_type: str) -> Exchange:
    return Exchange(
        url=url,
        request_headers=(("User-Agent", "sample"),),
        status=200,
        reason="OK",
        response_headers=(("Content-Type", content_type), ("Server", "sample")),
        body=body,
        fetched_at=NOW,
        robots="allowed",
    )
