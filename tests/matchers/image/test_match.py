"""Evidence made of picture hits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from casework.evidence import ImageRegion
from casework.listing import ImageRef, Listing
from casework.settings import MatchSettings
from matchers.image.index import PictureIndex
from matchers.image.match import picture_evidence
from tests.matchers.image.drawing import drawn, entry, picture

URLS = ("https://shop.example/1.png", "https://shop.example/2.png", "https://shop.example/3.png")
LISTING = Listing(
    "shop",
    "1",
    "https://shop.example/1",
    "A title",
    datetime(2026, 1, 1, tzinfo=UTC),
    images=tuple(ImageRef(url, position) for position, url in enumerate(URLS)),
)
REFERENCE = picture(drawn(1))
INDEX = PictureIndex.build([entry(REFERENCE)], MatchSettings())


def test_evidence_names_both_pictures() -> None:
    """A reviewer reads off which picture of the listing is which protected one, and how."""
    (evidence,) = picture_evidence(LISTING, {URLS[1]: picture(drawn(1), URLS[1])}, INDEX)
    assert evidence.where == ImageRegion(URLS[1], REFERENCE.sha256)
    assert (evidence.seen, evidence.against) == (REFERENCE.sha256, REFERENCE.sha256)
    assert (evidence.brand_id, evidence.mark_id, evidence.rule) == ("brand", "mark", "exact")
    details = {item.name: item.value for item in evidence.details}
    assert details["reference"] == "A title"
    assert details["transform"] == "same"
    assert "image" in details["versions"]


def test_a_picture_shown_twice_counts_once() -> None:
    """Shops repeat pictures under several addresses."""
    pictures = {url: picture(drawn(1), url) for url in URLS[:2]}
    (evidence,) = picture_evidence(LISTING, pictures, INDEX)
    assert isinstance(evidence.where, ImageRegion)
    assert evidence.where.url == URLS[0]


def test_a_part_of_the_picture_is_shown_as_a_polygon() -> None:
    """A hit in a panel says where the panel is."""
    half = replace(REFERENCE.signatures[0], view="panel", box=(0.0, 0.0, 0.5, 1.0))
    found = replace(REFERENCE, sha256="2" * 64, signatures=(half,), features=b"")
    (evidence,) = picture_evidence(LISTING, {URLS[0]: found}, INDEX)
    assert isinstance(evidence.where, ImageRegion)
    assert evidence.where.polygon == ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))
    assert (evidence.rule, evidence.view) == ("pdq", "panel")
    details = {item.name: item.value for item in evidence.details}
    assert (details["distance"], details["kind"]) == ("0 bits", "panel")
    assert "inliers" not in details


def test_pictures_not_fetched_yet_say_nothing() -> None:
    """Evidence rests on bytes that were read."""
    assert picture_evidence(LISTING, {}, INDEX) == ()
