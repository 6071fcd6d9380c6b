"""The spellings that an entry puts into the exact automata, each with its view and rule.

What a seller does to a mark is undone in the text by a view where that is possible (case, width,
look-alikes, separators, digits for letters, sound); the rest is done to the mark here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum

from matchers.text.entries import MarkEntry
from matchers.text.sounds import letter_spellings, sound_spellings, sound_view
from matchers.text.tables import han_words, kinds, latin_words, shapes, splits

SHORT = 3
"""Latin names up to this long are taken as whole words only, never out of squeezed text."""

_PAIR, _MIXED_SIZE, _MIXED_SHAPES = 2, 3, 2
_CLEARLY = 0.6  # likeness from which two characters changed at once are read as the mark's
_LETTER_PAIRS = (("m", "rn"), ("w", "vv"), ("d", "cl"), ("rn", "m"), ("vv", "w"), ("cl", "d"))


class Rule(IntEnum):
    """How a spelling stands to its mark; the number is kept with each pattern."""

    EXACT = 0
    LOOK_ALIKE_LETTERS = 1
    SPLIT_CHARACTER = 2
    REORDERED = 3
    SIMILAR_SHAPE = 4
    SOUND = 5
    PINYIN = 6
    OF_ONE_KIND = 7

    label: str
    """The rule's name in evidence and answers."""

    def __init__(self, _: int) -> None:
        self.label = self.name.lower().replace("_", " ")


class View(IntEnum):
    """The views that have an automaton."""

    SKELETON = 0
    SOUND = 1
    LETTERS = 2


def spellings(entry: MarkEntry, view: View) -> Iterator[tuple[Rule, str]]:
    """The patterns of an entry in one view with their rules; those that are words are left out."""
    return _MADE[view](entry)


def _skeletons(entry: MarkEntry) -> Iterator[tuple[Rule, str]]:
    squeezed, plain = entry.squeezed, entry.plain
    if entry.latin:
        if len(squeezed) > SHORT:
            yield Rule.EXACT, squeezed
            if not entry.slang:
                yield from _letter_pairs(squeezed)
        return
    yield Rule.EXACT, squeezed
    if plain != squeezed and len(plain) > 1 and not entry.slang:
        yield Rule.EXACT, plain
    if _is_spoken(entry):
        yield from _imitations(plain)
        for letters in letter_spellings(plain):
            if len(letters) > SHORT + 1 and letters.isascii():
                yield Rule.PINYIN, letters


def _sounds(entry: MarkEntry) -> Iterator[tuple[Rule, str]]:
    if _is_spoken(entry):
        for sound in sound_spellings(entry.plain):
            yield Rule.SOUND, sound
        if len(entry.plain) == _MIXED_SIZE:
            for mixed in _mixed(entry.plain):
                yield Rule.SOUND, mixed


def _letters(entry: MarkEntry) -> Iterator[tuple[Rule, str]]:
    if _is_spoken(entry):
        for letters in letter_spellings(entry.plain):
            yield Rule.PINYIN, letters


_MADE = {View.SKELETON: _skeletons, View.SOUND: _sounds, View.LETTERS: _letters}


def _is_spoken(entry: MarkEntry) -> bool:
    """Whether a mark has Chinese characters, two characters at least, and is no slang."""
    return len(entry.plain) > 1 and entry.han and not entry.slang


def _letter_pairs(squeezed: str) -> Iterator[tuple[Rule, str]]:
    for written, imitated in _LETTER_PAIRS:
        place = squeezed.find(written)
        while place >= 0:
            other = squeezed[:place] + imitated + squeezed[place + len(written) :]
            if other not in latin_words():
                yield Rule.LOOK_ALIKE_LETTERS, other
            place = squeezed.find(written, place + 1)


def _imitations(squeezed: str) -> Iterator[tuple[Rule, str]]:
    for place, character in enumerate(squeezed):
        for parts in splits().get(character, ()):
            yield Rule.SPLIT_CHARACTER, squeezed[:place] + parts + squeezed[place + 1 :]
            if squeezed.find(character) == place < squeezed.rfind(character):
                yield Rule.SPLIT_CHARACTER, squeezed.replace(character, parts)
    words = han_words()
    for rule, others in _other_characters(squeezed):
        yield from [(rule, other) for other in others if other not in words]


def _other_characters(squeezed: str) -> Iterator[tuple[Rule, Iterable[str]]]:
    """Spellings of as many characters, by rule, words among them."""
    yield Rule.REORDERED, sorted(_orders(squeezed))
    if len(squeezed) == _PAIR:
        yield Rule.SIMILAR_SHAPE, _similar_pairs(squeezed)
        yield Rule.OF_ONE_KIND, _pairs_of_one_kind(squeezed)
    similar = [*_repeated_changed(squeezed)]
    if len(squeezed) == _MIXED_SIZE:
        similar += _two_similar(squeezed)
    yield Rule.SIMILAR_SHAPE, dict.fromkeys(similar)


def _mixed(squeezed: str) -> Iterator[str]:
    """Sound of the mark with one character replaced by one of like shape: 澳利粤 for 奥利奥."""
    usual = sound_view(squeezed)
    found = {usual}
    for place, character in enumerate(squeezed):
        for other in _likest(character):
            once = squeezed[:place] + other + squeezed[place + 1 :]
            for changed in (once, squeezed.replace(character, other)):
                mixed = sound_view(changed)
                if mixed not in found:
                    found.add(mixed)
                    yield mixed


def _likest(character: str) -> list[str]:
    """The characters that are likest to one in shape."""
    return list(shapes().get(character, {}))[:_MIXED_SHAPES]


def _two_similar(squeezed: str) -> Iterator[str]:
    """Two of three characters, each replaced by the one that it is clearly likest to: 康帅博 for 康师傅.

    More ways to change two would double the spellings of a long list.
    """
    others = [_clearly_alike(character) for character in squeezed]
    for kept, character in enumerate(squeezed):
        changed = [*others[:kept], character, *others[kept + 1 :]]
        if all(changed):
            yield "".join(changed)


def _clearly_alike(character: str) -> str:
    other, likeness = next(iter(shapes().get(character, {}).items()), ("", 0.0))
    return other if likeness >= _CLEARLY else ""


def _orders(squeezed: str) -> set[str]:
    """Adjacent swaps, and rotations of three characters and more."""
    size = len(squeezed)
    swapped = {
        squeezed[:i] + squeezed[i + 1] + squeezed[i] + squeezed[i + 2 :] for i in range(size - 1)
    }
    turned = {squeezed[i:] + squeezed[:i] for i in range(1, size)} if size > 2 else set()
    return (swapped | turned) - {squeezed}


def _repeated_changed(squeezed: str) -> Iterator[str]:
    """A repeated character changed the same way each time: 治治, 娃恰恰, 粤利粤."""
    for character in dict.fromkeys(squeezed):
        if squeezed.count(character) > 1:
            for other in shapes().get(character, {}):
                yield squeezed.replace(character, other)


def _similar_pairs(squeezed: str) -> Iterator[str]:
    for place, character in enumerate(squeezed):
        before, after = squeezed[:place], squeezed[place + 1 :]
        yield from [before + other + after for other in shapes().get(character, ())]


def _pairs_of_one_kind(squeezed: str) -> Iterator[str]:
    """One of two characters by another that says something of one kind: 云碧 for 雪碧."""
    for place, character in enumerate(squeezed):
        for other in sorted(kinds().get(character, ())):
            if other not in shapes().get(character, {}) and other != character:
                yield squeezed[:place] + other + squeezed[place + 1 :]
