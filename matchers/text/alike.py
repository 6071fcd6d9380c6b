"""Which characters of a list's marks each character of a text is like, to ask them all at once."""

from __future__ import annotations

from collections.abc import Iterable

from matchers.text.sounds import fuzzy_classes
from matchers.text.tables import kinds, shapes

_MOST_KEPT = 1 << 14  # characters remembered: a text of all of Unicode must not fill memory


class Alike(dict[str, str]):
    """For each character all those in any way like it, in no order.

    They hold every one of the given characters that `likeness` finds like it, and may hold others
    of like shape or meaning, and itself. A list has few of the characters that sound like one, so
    these are short.
    """

    def __init__(self, characters: Iterable[str]) -> None:
        super().__init__()
        self._looks: dict[str, str] = {}
        self._heard: dict[str, str] = {}
        for character in dict.fromkeys(characters):
            for other in shapes().near(character):
                self._looks[other] = self._looks.get(other, "") + character
            for name in fuzzy_classes(character):
                self._heard[name] = self._heard.get(name, "") + character

    def __missing__(self, written: str) -> str:
        # Shapes are alike from either side, and the table may say so on one only.
        looks = self._looks.get(written, "") + shapes().near(written)
        heard = [self._heard.get(name, "") for name in fuzzy_classes(written)]
        meant = "".join(kinds().get(written, ()))
        found = looks + "".join(heard) + meant
        if len(self) < _MOST_KEPT:
            self[written] = found
        return found
