"""The index of protected pictures: what it finds, how it names it, and what it forgets."""

from __future__ import annotations

import io
import pickle
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageEnhance, ImageOps

from casework.frontier import Picture, PictureSignature
from casework.settings import MatchSettings
from matchers.image import index as index_module
from matchers.image.calibration import Calibration
from matchers.image.index import PictureIndex
from tests.matchers.image.drawing import drawn, encoded, entry, picture

PROTECTED = [picture(drawn(seed)) for seed in range(8)]
INDEX = PictureIndex.build(
    [entry(item, mark=str(number)) for number, item in enumerate(PROTECTED)], MatchSettings()
)


@settings(deadline=None)
@given(st.integers(0, 7))
def test_an_exact_copy_always_matches(seed: int) -> None:
    """The same bytes are found first, with score 1."""
    hit = INDEX.search(picture(drawn(seed)))[0]
    assert (hit.reference.mark_id, hit.kind, hit.score) == (str(seed), "exact", 1.0)
    assert (hit.algorithm, hit.placement.transform, hit.false_flag_rate) == ("sha256", "same", 0)


@settings(deadline=None, max_examples=16)
@given(st.integers(0, 7), st.booleans())
def test_mirrored_probes_find_mirrored_copies(seed: int, inverted: bool) -> None:
    """A mirrored copy, even in negative, is found and named."""
    copy = ImageOps.mirror(drawn(seed))
    if inverted:
        copy = ImageOps.invert(copy)
    hit = INDEX.search(picture(copy))[0]
    assert hit.reference.mark_id == str(seed)
    assert hit.placement.transform == ("mirrored+inverted" if inverted else "mirrored")


@settings(deadline=None, max_examples=8)
@given(st.integers(0, 7))
def test_removing_a_reference_removes_its_hits(seed: int) -> None:
    """What is not protected any more is not found, and the rest still is."""
    index = PictureIndex.build([entry(item) for item in PROTECTED], MatchSettings())
    cropped = picture(part(seed))
    assert index.search(cropped)[0].algorithm == "rootsift"
    assert index.remove(PROTECTED[seed].sha256) == 1
    assert index.remove(PROTECTED[seed].sha256) == 0
    assert len(index) == len(index.entries()) == 7
    assert index.search(PROTECTED[seed]) == index.search(cropped) == ()
    assert index.search(PROTECTED[(seed + 1) % 8])[0].kind == "exact"


def part(seed: int) -> Image.Image:
    """The right lower three fifths of a protected picture, enlarged."""
    return drawn(seed).crop((96, 80, 240, 200)).resize((288, 240))


def pasted(seed: int) -> Image.Image:
    """A protected picture on a larger, unrelated one."""
    page = drawn(500, (500, 400))
    page.paste(drawn(seed), (200, 150))
    return page


@pytest.mark.parametrize("seed", range(8))
def test_a_part_is_a_crop(seed: int) -> None:
    """A piece of a reference is found, named, and outlined in the reference."""
    hit = INDEX.search(picture(part(seed)))[0]
    assert (hit.reference.mark_id, hit.kind, hit.algorithm) == (str(seed), "crop", "rootsift")
    assert hit.placement.transform == "same"
    assert hit.placement.overlap > 0.97
    assert hit.placement.reference_overlap == pytest.approx(0.36, abs=0.03)
    assert hit.placement.reference_polygon[0] == pytest.approx((0.4, 0.4), abs=0.02)
    assert hit.inliers is not None
    assert hit.inliers >= 6
    assert 0 < hit.false_flag_rate < 0.05


@pytest.mark.parametrize("seed", range(8))
def test_a_pasted_picture_is_a_panel(seed: int) -> None:
    """A reference inside another picture is found where it lies, mirrored too."""
    for turned in (False, True):
        page = ImageOps.mirror(pasted(seed)) if turned else pasted(seed)
        hit = INDEX.search(picture(page))[0]
        assert (hit.reference.mark_id, hit.kind) == (str(seed), "panel")
        assert hit.placement.transform == ("mirrored" if turned else "same")
        corner = (0.6, 0.375) if turned else (0.4, 0.375)
        assert hit.placement.polygon[0] == pytest.approx(corner, abs=0.02)


def test_a_bordered_copy_is_found_by_its_trimmed_view() -> None:
    """A frame hides nothing, and the outline leaves it out."""
    hit = INDEX.search(picture(ImageOps.expand(drawn(3), 40, "white")))[0]
    assert (hit.algorithm, hit.view, hit.kind) == ("pdq", "trimmed", "panel")
    assert hit.placement.polygon[0] == pytest.approx((0.125, 40 / 280), abs=0.01)


def test_doubtful_signatures_are_laid_over_each_other() -> None:
    """Between certain and far, how alike the two look decides, and is said."""
    dark = ImageEnhance.Contrast(drawn(4)).enhance(0.6)
    dark.paste((250, 250, 0), (0, 150, 240, 200))
    record = replace(picture(dark), signatures=picture(dark).signatures[:1])
    found = [hit for hit in INDEX.search(record) if hit.algorithm == "pdq"]
    assert found[0].reference.mark_id == "4"
    assert found[0].alike is not None
    assert 0.5 < found[0].alike < 1


def test_another_picture_of_like_signature_is_not_found() -> None:
    """A signature within the verified distance is not enough where the pictures differ."""
    base = PROTECTED[0].signatures[0]
    changed = f"{int(base.bits, 16) ^ ((1 << 45) - 1):064x}"
    other = picture(drawn(300))
    record = replace(other, signatures=(PictureSignature("pdq", changed, 100),))
    assert INDEX.search(record) == ()
    (hit,) = INDEX.search(replace(record, features=b""))
    assert hit.distance == 45


def test_a_reference_may_be_added_later() -> None:
    """Adding needs no rebuild, and answers given before are forgotten."""
    index = PictureIndex(MatchSettings())
    assert index.search(PROTECTED[0]) == index.search(picture(part(0))) == ()
    for item in PROTECTED:
        index.add(entry(item))
        assert index.search(item)[0].kind == "exact"
    assert index.search(picture(part(0)))[0].kind == "crop"


def test_answers_are_remembered_by_value(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same picture is looked up once, and memory for answers is bounded."""
    index = PictureIndex.build([entry(PROTECTED[0])], MatchSettings())
    first = index.search(PROTECTED[0])
    assert index.search(replace(PROTECTED[0], url="elsewhere")) is first
    monkeypatch.setattr(index_module, "REMEMBERED", 1)
    index.search(PROTECTED[1])
    assert len(index._answers) == 1


def test_what_anyone_may_use_is_no_hit() -> None:
    """A platform's badge that stands on protected and other pictures alike flags nobody."""
    stock = drawn(2)
    protected = entry(picture(ImageEnhance.Brightness(stock).enhance(1.1)))
    page = picture(pasted(2))
    assert PictureIndex.build([protected], MatchSettings()).search(page)
    index = PictureIndex.build([protected], MatchSettings(), neutral=[picture(stock)])
    assert index.search(page) == ()
    assert len(index) == len(index.entries()) == 1
    assert index.neutral() == (picture(stock),)
    assert index.remove(picture(stock).sha256) == 1
    assert index.search(page)


def test_the_false_flag_rate_is_the_calibration_s() -> None:
    """A rate grows with the rate at which the user's own ordinary pictures are flagged."""
    loose = Calibration(0.5, 1.0, 8, 100)
    index = PictureIndex.build([entry(item) for item in PROTECTED], MatchSettings(), measured=loose)
    hit = index.search(picture(part(1)))[0]
    assert hit.false_flag_rate == loose.false_flag_rate(hit.score, 8)


@pytest.mark.parametrize("quality", [90, 30])
def test_compressed_copies_are_near(quality: int) -> None:
    """Re-encoding changes few bits; the score says it is the same picture."""
    copy = Image.open(io.BytesIO(encoded(drawn(2), "JPEG", quality=quality)))
    hit = INDEX.search(picture(copy.convert("RGB")))[0]
    assert (hit.reference.mark_id, hit.kind, hit.placement.transform) == ("2", "near", "same")
    assert hit.score > 0.9


def test_other_pictures_are_not_found() -> None:
    """Thirty unrelated pictures raise nothing."""
    assert all(INDEX.search(picture(drawn(seed))) == () for seed in range(100, 130))


def test_signatures_of_unknown_algorithms_are_passed_over() -> None:
    """What a newer version or an extra made is not compared."""
    foreign = PictureSignature("other", "00", 100)
    assert INDEX.search(record(foreign)) == ()


def test_scores_fall_with_distance() -> None:
    """Above the certain distance a hit is below the certain score, and never under .7."""
    base = PROTECTED[0].signatures[0]
    scores = []
    for bits in (1, 31, 32, 62):
        changed = int(base.bits, 16) ^ ((1 << bits) - 1)
        signature = PictureSignature("pdq", f"{changed:064x}", 100)
        scores.append(INDEX.search(record(signature))[0].score)
    assert scores == sorted(scores, reverse=True)
    assert scores[1] == pytest.approx(0.92)
    assert scores[2] < 0.92
    assert scores[3] == pytest.approx(0.7)


def record(*signatures: PictureSignature) -> Picture:
    """A picture of which only signatures are known."""
    return Picture("https://shop.example/x", "0" * 64, 10, 10, signatures)


def test_weak_pictures_are_not_compared() -> None:
    """The signature of a nearly empty picture is noise, on either side."""
    flat = picture(Image.new("RGB", (100, 100), "white"))
    also_flat = picture(Image.new("RGB", (101, 100), "white"))
    index = PictureIndex.build([entry(flat)], MatchSettings())
    assert index.search(also_flat) == ()
    assert index.search(flat)[0].kind == "exact"


def test_references_known_by_phash_alone_are_found() -> None:
    """A list handed over from another program may hold phash64 and nothing else."""
    phash = PROTECTED[0].signatures[1]
    known = entry(Picture("", "1" * 64, 0, 0, (phash,)))
    hit = PictureIndex.build([known], MatchSettings()).search(PROTECTED[0])[0]
    assert (hit.algorithm, hit.distance) == ("phash64", 0)


def test_an_index_survives_pickling() -> None:
    """The compiled list is sent to other processes."""
    again: PictureIndex = pickle.loads(pickle.dumps(INDEX))  # noqa: S301 - our own bytes
    assert again.search(PROTECTED[3]) == INDEX.search(PROTECTED[3])
