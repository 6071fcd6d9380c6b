"""The watchlist: a protected list compiled for matching, immutable and picklable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from casework.brand import ProtectedBrand
from casework.frontier import Picture, PictureSignature
from casework.identity import digest
from casework.near_names import unknown_brand
from casework.settings import MatchSettings
from matchers import judgement
from matchers.context import signals
from matchers.context.signals import ContextReader, context_words, end_words
from matchers.image.calibration import OWN, Calibration
from matchers.image.hit import ReferenceEntry
from matchers.image.match import MATCHER_VERSION as IMAGE_VERSION
from matchers.image.no_pictures import NoPictures
from matchers.image.versions import SIGNATURE_VERSION
from matchers.text import index as text_index
from matchers.text.entries import mark_entries
from matchers.text.index import MarkIndex

if TYPE_CHECKING:
    from matchers.image.index import PictureIndex


@dataclass(frozen=True, slots=True)
class PictureSurroundings:
    """What protected pictures are told apart from: `neutral` ones that anyone may use, how often
    ordinary ones reach a score, and the neural signatures of some, as `background`.
    """

    neutral: tuple[Picture, ...] = ()
    measured: Calibration = OWN
    background: tuple[PictureSignature, ...] = ()


@dataclass(frozen=True, slots=True)
class Watchlist:
    """What one process needs to match listings; build it once and share it.

    `version` changes when a brand in force, a reference or a rule changes, and at no other time.
    """

    brands: Mapping[str, ProtectedBrand]
    references: Mapping[str, Picture]
    settings: MatchSettings
    version: str
    marks: MarkIndex
    context: ContextReader
    pictures: PictureIndex | NoPictures

    @classmethod
    def build(
        cls,
        brands: Iterable[ProtectedBrand],
        references: Mapping[str, Picture],
        settings: MatchSettings,
        today: date,
        surroundings: PictureSurroundings = PictureSurroundings(),
    ) -> Watchlist:
        """Compile the marks in force on `today`.

        `references` holds the fingerprinted protected pictures by the SHA-256 of their bytes; a
        protected picture that it does not hold is not matched.
        """
        listed = {brand.brand_id: brand for brand in brands}
        return cls(
            brands=listed,
            references=dict(references),
            settings=settings,
            version=_version(listed, references, today, surroundings),
            marks=MarkIndex.build(mark_entries(listed.values(), today)),
            context=ContextReader(context_words(), end_words()),
            pictures=_compiled_pictures(
                tuple(_references(listed, references, today)), settings, surroundings
            ),
        )

    def brand(self, brand_id: str) -> ProtectedBrand:
        """A brand of the list.

        Raises:
            NotFound: the list has no such brand; names the nearest ids.
        """
        if brand_id in self.brands:
            return self.brands[brand_id]
        raise unknown_brand(brand_id, {key: brand.name for key, brand in self.brands.items()})


def _references(
    brands: Mapping[str, ProtectedBrand], references: Mapping[str, Picture], today: date
) -> Iterator[ReferenceEntry]:
    for brand in brands.values():
        for mark in brand.marks_in_force(today):
            for protected in mark.pictures:
                picture = references.get(protected.sha256)
                if picture is not None:
                    yield ReferenceEntry(
                        brand.brand_id, mark.mark_id, protected.sha256, protected.title, picture
                    )


def _compiled_pictures(
    entries: tuple[ReferenceEntry, ...], settings: MatchSettings, surroundings: PictureSurroundings
) -> PictureIndex | NoPictures:
    if not entries and not surroundings.neutral:
        return NoPictures()
    # Not above: a list of words alone would wait for the picture libraries.
    from matchers.image.index import PictureIndex  # noqa: PLC0415

    return PictureIndex.build(
        entries,
        settings,
        neutral=surroundings.neutral,
        measured=surroundings.measured,
        background=surroundings.background,
    )


def _version(
    brands: Mapping[str, ProtectedBrand],
    references: Mapping[str, Picture],
    today: date,
    surroundings: PictureSurroundings,
) -> str:
    """Digest over what can change a flag: brands with the marks in force, pictures and rules."""
    in_force = sorted(
        (brand_id, digest(brand), [mark.mark_id for mark in brand.marks_in_force(today)])
        for brand_id, brand in brands.items()
    )
    rules = (
        judgement.RULESET,
        text_index.VERSION,
        signals.VERSION,
        IMAGE_VERSION,
        SIGNATURE_VERSION,
    )
    free = sorted(picture.sha256 for picture in surroundings.neutral)
    background = sorted(item.bits for item in surroundings.background)
    return digest((in_force, sorted(references), rules, free, background))
