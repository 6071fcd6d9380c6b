"""Which characters of a list's marks each character of a text is like, to ask them all at once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from matchers.text.sounds import fuzzy_classes
from matchers.text.tables import kinds, shapes

_MOST_KEPT = 1 << 14  # characters remembered: a text of all of Unicode must not fill memory


@cache
def _lookalikes() -> dict[str, str]:
    """For each common character those that it is taken for by its shape, from either side."""
    found: dict[str, list[str]] = {}
    for character, near in shapes().items():
        for other in near:
            found.setdefault(other, []).append(character)
            found.setdefault(character, []).append(other)
    return {character: "".join(others) for character, others in found.items()}


class Alike(dict[str, str]):
    """For each character all those in any way like it, in no order.

    They hold every one of the given characters that `likeness` finds like it, and may hold others
    of like shape or meaning, and itself. A list has few of the characters that sound like one, so
    these are short.
    """

    def __init__(self, characters: Iterable[str]) -> None:
        super().__init__()
        self._looks = _lookalikes()
        self._heard: dict[str, str] = {}
        for character in dict.fromkeys(characters):
            for name in fuzzy_classes(character):
                self._heard[name] = self._heard.get(name, "") + character

    def __missing__(self, written: str) -> str:
        heard = [self._heard.get(name, "") for name in fuzzy_classes(written)]
        meant = "".join(kinds().get(written, ()))
        found = self._looks.get(written, "") + "".join(heard) + meant
        if len(self) < _MOST_KEPT:
            self[written] = found
        return found
