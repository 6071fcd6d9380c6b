"""Picture evidence: what of a listing's pictures is a copy of a protected one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from casework.evidence import Detail, Evidence, ImageRegion
from casework.frontier import Picture
from casework.listing import Listing
from matchers.image.calibration import CALIBRATION_VERSION
from matchers.image.hit import PictureHit
from matchers.image.versions import FEATURES_VERSION, SIGNATURE_VERSION

if TYPE_CHECKING:
    from matchers.image.index import PictureIndex
    from matchers.image.no_pictures import NoPictures

MATCHER = "image"
MATCHER_VERSION = "3"
VERSIONS = (
    f"{MATCHER} {MATCHER_VERSION}, signatures {SIGNATURE_VERSION}, "
    f"features {FEATURES_VERSION}, calibration {CALIBRATION_VERSION}"
)
"""What made a hit, so that an old flag can be explained."""


def picture_evidence(
    listing: Listing, pictures: Mapping[str, Picture], index: PictureIndex | NoPictures
) -> tuple[Evidence, ...]:
    """Evidence of every protected picture in the listing's pictures that were fetched so far.

    `pictures` maps addresses to records. A picture shown twice counts once, at its first place.
    """
    found: list[Evidence] = []
    seen: set[str] = set()
    for image in listing.images:
        picture = pictures.get(image.url)
        if picture is None or picture.sha256 in seen:
            continue
        seen.add(picture.sha256)
        found.extend(_evidence(image.url, picture, hit) for hit in index.search(picture))
    return tuple(found)


def versions_of(hit: PictureHit) -> str:
    """What made a hit, a neural model and its background included."""
    return f"{VERSIONS}, {hit.made_by}" if hit.made_by else VERSIONS


def _evidence(url: str, picture: Picture, hit: PictureHit) -> Evidence:
    reference, placement = hit.reference, hit.placement
    facts = {
        "reference": reference.title,
        "kind": hit.kind,
        "transform": placement.transform,
        "false flags per picture": f"{hit.false_flag_rate:.2g}",
        "distance": None if hit.distance is None else f"{hit.distance} bits",
        "inliers": None if hit.inliers is None else str(hit.inliers),
        "alike": None if hit.alike is None else f"{hit.alike:.2f}",
        "similarity": None if hit.similarity is None else f"{hit.similarity:.2f}",
        "share of the picture": f"{placement.overlap:.2f}",
        "share of the reference": f"{placement.reference_overlap:.2f}",
        "quality": str(hit.quality),
        "versions": versions_of(hit),
    }
    return Evidence(
        matcher=MATCHER,
        matcher_version=MATCHER_VERSION,
        brand_id=reference.brand_id,
        mark_id=reference.mark_id,
        rule="exact" if hit.kind == "exact" else hit.algorithm,
        where=ImageRegion(
            url, picture.sha256, () if placement.overlap >= 0.99 else placement.polygon
        ),
        seen=picture.sha256,
        against=reference.sha256,
        score=hit.score,
        view=hit.view,
        details=tuple(Detail(name, value) for name, value in facts.items() if value),
    )
