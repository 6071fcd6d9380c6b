"""What stands for the picture index where a list protects no picture: most lists are words alone.

It needs no picture libraries, which take longer to import than a list of words takes to compile.
"""

from __future__ import annotations

from collections.abc import Sequence

from casework.frontier import Picture
from matchers.image.hit import PictureHit, Polygon, ReferenceEntry


class NoPictures:
    """Answers as a picture index without any reference does."""

    def __len__(self) -> int:
        return 0

    def entries(self) -> tuple[ReferenceEntry, ...]:
        """The protected pictures: none."""
        return ()

    def neutral(self) -> tuple[Picture, ...]:
        """The pictures that anyone may use: none."""
        return ()

    def search(self, _: Picture) -> tuple[PictureHit, ...]:
        """The protected pictures found in this one: none."""
        return ()

    def free(self, _: Picture, places: Sequence[Polygon]) -> list[bool]:
        """For each place whether it lies in a picture that anyone may use: none does."""
        return [False] * len(places)
