"""What is written in a listing's pictures, for the text matcher: hits with their place in a picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from casework.evidence import ImageRegion
from casework.frontier import Picture, PictureLine, PictureText
from casework.listing import Listing
from matchers.text.hit import MarkHit
from matchers.text.index import MarkIndex

FIELD = "picture:"
"""Beginning of the field names under which pictures' texts are matched; the address follows."""
IN_PICTURE = "text"
"""Rule of evidence that was read in a picture; its details name the text matcher's own rule."""
SURE = 0.9
"""Reading confidence from which a misspelling is the seller's and not the reader's."""
MISREADINGS = frozenset(
    {
        "homoglyph",
        "look-alike letter",
        "letters that look like another",
        "leet",
        "separator",
        "hidden character",
        "traditional form",
    }
)
"""Differences that a reader of pictures makes by itself."""


@dataclass(frozen=True, slots=True)
class ShownText:
    """The text of one picture: its lines, each on a line of its own, so that a mark of two words
    that stand one below the other is found.
    """

    url: str
    sha256: str
    lines: tuple[PictureLine, ...]
    reader: str

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(line.text for line in self.lines)

    def place(self, start: int, end: int) -> ImageRegion:
        """Where in the picture a span of the text stands: around the lines that it touches."""
        touched = [line.polygon for line in self._touched(start, end) if line.polygon]
        if len(touched) < 2:
            return ImageRegion(self.url, self.sha256, *touched)
        across = [x for polygon in touched for x, _ in polygon]
        down = [y for polygon in touched for _, y in polygon]
        left, top, right, bottom = min(across), min(down), max(across), max(down)
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        return ImageRegion(self.url, self.sha256, corners)

    def matched(self, marks: MarkIndex) -> tuple[MarkHit, ...]:
        """Hits of the text; the doubt of the reading is taken off their scores.

        A spelling that a reader of pictures may have made itself is no evasion of the seller's.
        """
        found = []
        for hit in marks.match(self.text):
            sure = min(line.sure for line in self._touched(hit.start, hit.end))
            meant = sure >= SURE and any(
                edit.why.partition(" 0.")[0] not in MISREADINGS for edit in hit.edits
            )
            score = round(hit.score * sure, 6)
            found.append(replace(hit, score=score, evasive=hit.evasive and meant))
        return tuple(found)

    def _touched(self, start: int, end: int) -> Iterator[PictureLine]:
        begin = 0
        for line in self.lines:
            if begin < end and start <= begin + len(line.text):
                yield line
            begin += len(line.text) + 1


def text_of(url: str, sha256: str, text: PictureText | None) -> ShownText | None:
    """A picture's text, or None where it was not read or nothing stands there."""
    if text is None or not text.lines:
        return None
    return ShownText(url, sha256, text.lines, text.reader)


def shown_texts(listing: Listing, pictures: Mapping[str, Picture]) -> tuple[ShownText, ...]:
    """The texts of a listing's pictures that were read; a picture shown twice counts once."""
    found: dict[str, ShownText] = {}
    for image in listing.images:
        picture = pictures.get(image.url)
        if picture is None or picture.sha256 in found:
            continue
        shown = text_of(image.url, picture.sha256, picture.text)
        if shown is not None:
            found[picture.sha256] = shown
    return tuple(found.values())
