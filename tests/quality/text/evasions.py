"""A seeded generator of evasive spellings, one function a kind, from lists the matcher does not have.

What each list is made from stands in `lists/SOURCES.tsv`; keyboard neighbours, near sounds and the
digits for letters are written here by hand. A score on these spellings is therefore not a mirror of
the matcher's own tables, but it is still only as good as what people write into a generator.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from tests.quality.text.lists import (
    common_characters,
    drawn_alike,
    homoglyphs,
    listed_alike,
    parts,
    pinyin,
    same_sound,
    traditional_forms,
)

LEET = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7", "b": "8", "l": "1", "g": "9"}
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
VOWELS = "aeiou"
ACCENTS = "\u0301\u0308\u0302\u0303\u030c"
EMOJI = "🔥✨⭐💎👟🎁"
NEAR_SOUNDS = (
    ("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"), ("f", "h"),
    ("ang", "an"), ("eng", "en"), ("ing", "in"),
)  # fmt: skip
"""Initials and finals that many speakers merge; finals are those that begin with a vowel."""

Change = Callable[[str, Random], str]


def _letters(name: str) -> list[int]:
    return [i for i, c in enumerate(name) if c.isascii() and c.isalpha()]


def _put(name: str, places: list[int], change: Callable[[str], str]) -> str:
    return "".join(change(c) if i in places else c for i, c in enumerate(name))


def _one(name: str, random: Random, table: Mapping[str, str]) -> str:
    """One character by one of those that a table gives for it."""
    places = [i for i, c in enumerate(name) if table.get(c)]
    if not places:
        return name
    i = random.choice(places)
    return name[:i] + random.choice(table[name[i]]) + name[i + 1 :]


def mathematical(name: str, random: Random) -> str:
    """Mathematical letters, bold or italic, with or without serifs."""
    first = random.choice([0x1D5D4, 0x1D400, 0x1D468, 0x1D63C])
    return "".join(
        chr(first + ord(c.upper()) - 65) if c.isascii() and c.isalpha() else c for c in name
    )


def full_width(name: str, _: Random) -> str:
    """Full-width letters."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)


def enclosed(name: str, _: Random) -> str:
    """Circled letters."""
    return "".join(chr(0x24D0 + ord(c) - 97) if "a" <= c <= "z" else c for c in name.lower())


def homoglyph(name: str, random: Random) -> str:
    """One or two letters of another script."""
    table = homoglyphs()
    places = [i for i in _letters(name) if name[i].lower() in table]
    chosen = random.sample(places, min(random.choice([1, 2]), len(places)))
    return _put(name, chosen, lambda c: random.choice(table[c.lower()]))


def zero_width(name: str, random: Random) -> str:
    """An invisible character inside."""
    place = random.randrange(1, len(name))
    return name[:place] + random.choice("\u200b\u200c\u200d\u2060\ufeff") + name[place:]


def spaced(name: str, _: Random) -> str:
    """Every letter apart."""
    return " ".join(name.replace(" ", ""))


def punctuated(name: str, random: Random) -> str:
    """A sign between all letters."""
    return random.choice("-._·/").join(name.replace(" ", ""))


def emoji(name: str, random: Random) -> str:
    """A picture sign inside."""
    place = random.randrange(1, len(name))
    return name[:place] + random.choice(EMOJI) + name[place:]


def diacritic(name: str, random: Random) -> str:
    """Accents on one or two letters."""
    places = random.sample(_letters(name), min(2, len(_letters(name))))
    return _put(name, places, lambda c: c + random.choice(ACCENTS))


def composed(name: str, random: Random) -> str:
    """One or two letters with accents that have code points of their own."""
    return unicodedata.normalize("NFC", diacritic(name, random))


def leet(name: str, random: Random) -> str:
    """A digit or sign for one or two letters."""
    places = [i for i in _letters(name) if name[i].lower() in LEET]
    chosen = random.sample(places, min(random.choice([1, 2]), len(places)))
    return _put(name, chosen, lambda c: random.choice(LEET[c.lower()]))


def masked_latin(name: str, random: Random) -> str:
    """A star for an inner letter."""
    inner = _letters(name)[1:-1]
    return _put(name, [random.choice(inner)], lambda _: "*") if inner else name


def masked_leet(name: str, random: Random) -> str:
    """A star for an inner letter, and a digit or sign for another."""
    return leet(masked_latin(name, random), random)


def transposed(name: str, random: Random) -> str:
    """Two neighbouring letters swapped, not the first."""
    places = [i for i in _letters(name)[1:-1] if name[i + 1].isalpha() and name[i] != name[i + 1]]
    if not places:
        return name
    i = random.choice(places)
    return name[:i] + name[i + 1] + name[i] + name[i + 2 :]


def doubled(name: str, random: Random) -> str:
    """One letter twice."""
    i = random.choice(_letters(name))
    return name[:i] + name[i] + name[i:]


def dropped(name: str, random: Random) -> str:
    """One letter or character left out, not the first letter."""
    places = _letters(name)[1:] or list(range(len(name)))
    i = random.choice(places)
    return name[:i] + name[i + 1 :]


def vowel(name: str, random: Random) -> str:
    """One vowel for another, not the first letter."""
    places = [i for i in _letters(name)[1:] if name[i].lower() in VOWELS]
    chosen = [random.choice(places)] if places else []
    return _put(name, chosen, lambda c: random.choice(VOWELS.replace(c.lower(), "")))


def mistyped(name: str, random: Random) -> str:
    """One letter, not the first, by its neighbour on the keyboard."""
    i = random.choice(_letters(name)[1:])
    row = next(row for row in KEYBOARD if name[i].lower() in row)
    place = row.index(name[i].lower())
    near = row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
    return name[:i] + random.choice(near) + name[i + 1 :]


def split_latin(name: str, random: Random) -> str:
    """Written as two words."""
    place = random.randrange(2, len(name) - 1)
    return name[:place] + " " + name[place:]


def two_tricks(name: str, random: Random) -> str:
    """Another script's letters, and a digit, a star, an accent or a gap."""
    second = random.choice([leet, masked_latin, diacritic, split_latin, zero_width])
    return second(homoglyph(name, random), random)


def traditional(name: str, _: Random) -> str:
    """Traditional forms."""
    return "".join(traditional_forms().get(c, c) for c in name)


def homophone(name: str, random: Random) -> str:
    """One character by a common one with the same sound."""
    return _one(name, random, same_sound())


def near_sound(name: str, random: Random) -> str:
    """One character by a common one whose sound many speakers do not keep apart."""
    table = {c: "".join(_common_as(s) for s in _near(pinyin().get(c, ""))) for c in name}
    return _one(name, random, table)


def _near(syllable: str) -> Iterator[str]:
    for one, other in NEAR_SOUNDS:
        for written, heard in ((one, other), (other, one)):
            if written[0] in VOWELS and syllable.endswith(written):
                yield syllable[: -len(written)] + heard
            elif written[0] not in VOWELS and _initial(syllable) == written:
                yield heard + syllable[len(written) :]


def _initial(syllable: str) -> str:
    return syllable[: 2 if syllable[1:2] == "h" else 1]


def _common_as(syllable: str) -> str:
    return "".join(c for c in common_characters() if pinyin()[c] == syllable)


def similar_shape(name: str, random: Random) -> str:
    """One character by one that schoolbooks warn of."""
    return _one(name, random, listed_alike())


def drawn_shape(name: str, random: Random) -> str:
    """One character by one whose drawn form is among the nearest."""
    return _one(name, random, drawn_alike())


def swapped_character(name: str, random: Random) -> str:
    """One character, not the first, by any common one."""
    i = random.randrange(1, len(name))
    return name[:i] + random.choice(common_characters()) + name[i + 1 :]


def reordered(name: str, random: Random) -> str:
    """Two neighbouring characters swapped."""
    i = random.randrange(len(name) - 1)
    return name[:i] + name[i + 1] + name[i] + name[i + 2 :]


def inserted(name: str, random: Random) -> str:
    """A letter, digit or little word put inside."""
    place = random.randrange(1, len(name))
    return name[:place] + random.choice("的之小a1x大") + name[place:]


def letters_between(name: str, random: Random) -> str:
    """A letter, digit or kana between all characters."""
    return "".join(c + random.choice("abcde123のx") for c in name)[:-1]


def split_character(name: str, random: Random) -> str:
    """One character written as its two parts."""
    places = [i for i, c in enumerate(name) if c in parts()]
    if not places:
        return name
    i = random.choice(places)
    return name[:i] + parts()[name[i]] + name[i + 1 :]


def mixed_pinyin(name: str, random: Random) -> str:
    """One character by its pinyin."""
    return _put(name, [random.randrange(len(name))], lambda c: pinyin().get(c, c))


def all_pinyin(name: str, _: Random) -> str:
    """Every character by its pinyin, in one word."""
    return "".join(pinyin().get(c, c) for c in name)


def masked_han(name: str, random: Random) -> str:
    """A star for one inner character."""
    return _put(name, [random.randrange(1, len(name) - 1)], lambda _: random.choice("*×○"))


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of evasion, made of names of `least` letters or characters and more.

    `goal` is the share that should be found; None where no goal was set.
    """

    name: str
    change: Change
    least: int
    goal: float | None = None


Kinds = tuple[Kind, ...]

LATIN_KINDS: Kinds = (
    Kind("homoglyph", homoglyph, 4, 0.98),
    Kind("mathematical", mathematical, 2, 0.98),
    Kind("full width", full_width, 2, 0.98),
    Kind("enclosed", enclosed, 4, 0.98),
    Kind("zero width", zero_width, 4, 0.98),
    Kind("spacing", spaced, 2, 0.98),
    Kind("punctuation", punctuated, 4, 0.98),
    Kind("emoji", emoji, 4, 0.98),
    Kind("diacritic", diacritic, 4, 0.98),
    Kind("leet", leet, 4, 0.93),
    Kind("mask", masked_latin, 4, 0.93),
    Kind("transposed", transposed, 4, 0.93),
    Kind("doubled", doubled, 4, 0.93),
    Kind("dropped", dropped, 5, 0.93),
    Kind("split", split_latin, 4, 0.93),
    Kind("vowel", vowel, 5),
    Kind("mistyped", mistyped, 5),
    Kind("two tricks", two_tricks, 5),
)
HAN_KINDS: Kinds = (
    Kind("zh zero width", zero_width, 2, 0.98),
    Kind("zh spacing", spaced, 2, 0.98),
    Kind("zh punctuation", punctuated, 2, 0.98),
    Kind("zh emoji", emoji, 2, 0.98),
    Kind("traditional", traditional, 2, 0.98),
    Kind("mixed pinyin", mixed_pinyin, 2, 0.98),
    Kind("all pinyin", all_pinyin, 2),
    Kind("homophone", homophone, 2, 0.9),
    Kind("near sound", near_sound, 2),
    Kind("similar shape", similar_shape, 2, 0.85),
    Kind("similar shape, drawn", drawn_shape, 2, 0.85),
    Kind("one character swapped", swapped_character, 3, 0.75),
    Kind("reordered", reordered, 3, 0.9),
    Kind("inserted", inserted, 3, 0.9),
    Kind("zh dropped", dropped, 4),
    Kind("split character", split_character, 2, 0.9),
    Kind("zh mask", masked_han, 3),
)
LATER_LATIN_KINDS = (
    Kind("diacritic, composed", composed, 4, 0.98),
    Kind("mask and digit", masked_leet, 5),
)
LATER_HAN_KINDS = (Kind("letters between", letters_between, 2, 0.9),)
"""Kinds that were added after the frozen run: drawn by themselves, so that the others' spellings stay the
same, and counted by themselves, so that totals compare."""

LATER = frozenset(kind.name for kind in (*LATER_LATIN_KINDS, *LATER_HAN_KINDS))
ALL_KINDS = (*LATIN_KINDS, *LATER_LATIN_KINDS, *HAN_KINDS, *LATER_HAN_KINDS)
GOALS = {kind.name: kind.goal for kind in ALL_KINDS if kind.goal is not None}


def is_chinese(name: str) -> bool:
    """Whether a name holds a Chinese character."""
    return any(unicodedata.name(c, "").startswith("CJK UNIFIED") for c in name)


def kinds_for(name: str, latin: Kinds = LATIN_KINDS, han: Kinds = HAN_KINDS) -> Kinds:
    """The kinds that apply to a name of its script and length."""
    if is_chinese(name):
        whole = all(map(is_chinese, name))
        return tuple(kind for kind in han if whole and len(name) >= kind.least)
    size = len(_letters(unicodedata.normalize("NFD", name)))
    return tuple(kind for kind in latin if size >= kind.least)


def written(kind: Kind, name: str, random: Random) -> str:
    """The name written by that kind; empty where it changes nothing but case or has no place."""
    plain = unicodedata.normalize("NFC", name)
    if kind.change is split_latin and " " in plain:
        return ""
    spelling = kind.change(plain, random)
    return "" if spelling.casefold() == plain.casefold() else spelling


def evasions(brands: list[str], seed: int, most: int) -> Iterator[tuple[str, str, str]]:
    """(kind, brand, spelling) for at most that many brands a kind, drawn by the seed."""
    for latin, han in ((LATIN_KINDS, HAN_KINDS), (LATER_LATIN_KINDS, LATER_HAN_KINDS)):
        random = Random(seed)
        left: dict[str, int] = {}
        for brand in random.sample(brands, len(brands)):
            for kind in kinds_for(brand, latin, han):
                if left.setdefault(kind.name, most) == 0:
                    continue
                spelling = written(kind, brand, random)
                if spelling:
                    left[kind.name] -= 1
                    yield kind.name, brand, spelling
