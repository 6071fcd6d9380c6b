"""Sound of Chinese characters: toneless pinyin, its fuzzy classes, and two views made of them.

The fuzzy classes merge what southern speakers and sellers of imitations merge: zh/z, ch/c, sh/s,
n/l/r, f/h, and -ng/-n.
"""

from __future__ import annotations

from functools import cache
from itertools import product

from matchers.text.fold import FoldTable
from matchers.text.skeleton import skeleton
from matchers.text.tables import readings

_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"), ("f", "h"))
_MOST_READINGS = 16
_FIRST_CODE = 0xE000


@cache
def fuzzy_class(syllable: str) -> str:
    """The class of syllables that are taken for one another."""
    for written, heard in _INITIALS:
        if syllable.startswith(written):
            syllable = heard + syllable[len(written) :]
            break
    return syllable[:-1] if syllable.endswith("ng") else syllable


@cache
def _classes(syllables: tuple[str, ...]) -> frozenset[str]:
    """The classes of a character's readings; many characters share theirs."""
    return frozenset(map(fuzzy_class, syllables))


def fuzzy_classes(character: str) -> frozenset[str]:
    """The fuzzy classes of a character's readings; none where it has no reading."""
    return _classes(readings().get(character, ()))


@cache
def _class_codes() -> dict[str, str]:
    """A private-use character for each fuzzy class."""
    classes = sorted({fuzzy_class(s) for several in readings().values() for s in several})
    return {name: chr(_FIRST_CODE + place) for place, name in enumerate(classes)}


def _letters_of(character: str) -> str:
    known = readings().get(character)
    return skeleton(known[0]) if known else character


@cache
def _sound_codes() -> str:
    """What each code point sounds like, by its number.

    One long string, because most characters of a text are not at hand in the processor: it is far
    smaller than a dictionary.
    """
    heard, classes = list(map(chr, range(ord(max(readings())) + 1))), _class_codes()
    for character, syllables in readings().items():
        heard[ord(character)] = classes[fuzzy_class(syllables[0])]
    return "".join(heard)


def sound_view(squeezed: str) -> str:
    """A squeezed skeleton with each Chinese character turned into the code of its usual fuzzy sound."""
    return squeezed.translate(_sound_codes())


LETTERS = FoldTable(_letters_of)
"""Turns each Chinese character of a squeezed skeleton into the skeleton of its usual pinyin."""


def pinyin_pieces(squeezed: str) -> set[str]:
    """Pinyin of every part of a mark, from two letters: what stands beside the other characters."""
    usual = [readings().get(character, ("",))[0] for character in squeezed]
    size = len(usual)
    pieces = {
        "".join(usual[start:end])
        for start in range(size)
        for end in range(start + 1, size + 1)
        if end - start < size
    }
    return {piece for piece in pieces if len(piece) > 1}


def sound_spellings(squeezed: str) -> tuple[str, ...]:
    """All sound codes of a mark: a character with several readings may be meant in each."""
    codes = _class_codes()
    ways = [
        list(dict.fromkeys(codes[fuzzy_class(s)] for s in readings().get(character, ())))
        or [character]
        for character in squeezed
    ]
    return _combined(ways)


def letter_spellings(squeezed: str) -> tuple[str, ...]:
    """All pinyin spellings of a mark, as skeletons."""
    ways = [
        list(dict.fromkeys(map(skeleton, readings().get(character, ())))) or [character]
        for character in squeezed
    ]
    return _combined(ways)


def _combined(ways: list[list[str]]) -> tuple[str, ...]:
    """Every combination, or only the first readings where there would be too many."""
    count = 1
    for way in ways:
        count *= len(way)
    if count > _MOST_READINGS:
        ways = [way[:1] if place else way for place, way in enumerate(ways)]
    return tuple("".join(parts) for parts in product(*ways))


def same_sound(one: str, other: str) -> bool:
    """Whether the usual reading of one character is a reading of the other."""
    first, second = readings().get(one, ("",)), readings().get(other, ("-",))
    return first[0] in second or second[0] in first


def near_sound(one: str, other: str) -> bool:
    """Whether two characters share a fuzzy class."""
    return not fuzzy_classes(one).isdisjoint(fuzzy_classes(other))
