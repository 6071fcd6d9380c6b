"""Masked spellings: 普*达, PR*DA, 古～: a sign for a hidden character, or for all the rest.

Several signs in a Latin mark often stand for another number of letters: CHA***L. Letters that are shown
may be digits or signs that pass for them: R0l*x, H€rm*s. In a Chinese one a letter is a mask too: 劳L士.
Sellers of replicas write so to slip past keyword filters (seen throughout supplier catalogues). A
mask stands between letters or Chinese characters, few of which are digits: 500ml*24, M4*10 and 100张*12本
are quantities.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, product

from matchers.text.characters import is_han
from matchers.text.entries import MarkEntry
from matchers.text.fold import FoldTable
from matchers.text.hit import MOST_HITS
from matchers.text.shown_letters import ShownLetters
from matchers.text.skeleton import SKELETON, skeleton
from matchers.text.tables import han_words, latin_words

MASKS = "*\uff0a\u3007﹡✱×○●◯□■～~_#?•·^☆★♥❤"
HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_MASKS = re.escape(MASKS)
_LETTER_BETWEEN = f"(?<=[{HAN}])[A-Za-z](?=[{HAN}])"
MASKED = re.compile(f"[{_MASKS}]|{_LETTER_BETWEEN}")
"""Whether a text can hold a mask at all; most texts cannot."""

_SIGNS = "$@€£"  # for letters; an exclamation mark only where the word goes on
_LETTER = f"(?:[a-z0-9{_SIGNS}]|!(?=[a-z0-9{_MASKS}]))"
_LATIN = re.compile(f"(?<![a-z0-9{_SIGNS}!]){_LETTER}+(?:[{_MASKS}]+{_LETTER}*)+(?![a-z0-9])")
_QUANTITY = re.compile(f"[0-9]+[{_MASKS}]|.*[{_MASKS}][0-9]{{2,}}$")
_COUNTED = re.compile(f"[{_MASKS}]+[0-9]?$")  # a word with a decoration, or pack*4
_ALPHABETIC = re.compile("[a-z]")
_FRAGMENT = FoldTable(lambda character: character if character in MASKS else SKELETON.of(character))
_MASK = re.compile(f"[{_MASKS}]")
_SEVERAL = re.compile(f"[{_MASKS}]{{2,}}")
_HAN_MASK = re.compile(f"[{_MASKS}]{{1,3}}|{_LETTER_BETWEEN}")
_HAN_BEFORE = re.compile(f"[{HAN}]{{1,5}}$")
_HAN_AFTER = re.compile(f"[{HAN}]{{1,5}}")
_BETWEEN = r"(?: ?& ?|[ '\u2019-])"  # what stands between the words of a name: Head & Shoulders
_WORD = f"(?=[{_MASKS}]*[a-z0-9])[a-z0-9{_SIGNS}{_MASKS}]{{1,24}}"
_WORD_BEFORE = re.compile(f"(?<![a-z0-9{_MASKS}]){_WORD}{_BETWEEN}$")
_WORD_AFTER = re.compile(f"{_BETWEEN}{_WORD}(?![a-z0-9{_MASKS}])")
_MOST_WORDS = 3  # words of a mark to either side of the masked one
_LONGEST = 32
_REACH = 4
_REST = frozenset("~\uff5e*\uff0a")
_ALONE = re.compile(r"\W?")
_OTHER_LENGTH = 0.03  # what a score loses where signs and hidden letters are not as many
_BARELY = 0.78  # the score where one character is shown, or only the beginning


@dataclass(frozen=True, slots=True)
class MaskedMark:
    """A masked mark at `start` to `end` of the folded text; `known` characters of it are shown."""

    number: int
    start: int
    end: int
    known: int
    score: float


class MaskIndex:
    """Entries by length and first character."""

    def __init__(self, entries: Sequence[MarkEntry]) -> None:
        self._places: dict[tuple[int, str], list[int]] = {}
        self._names: list[tuple[str, int]] = []
        self._letters: dict[tuple[int, str], ShownLetters] = {}  # made when first asked for
        for number, entry in enumerate(entries):
            # A sign in a mark is written, left out or hidden: P!n*, Pn*, P*nk.
            for name in dict.fromkeys(map(skeleton, _spoken(entry.folded))):
                if len(name) < 2 or entry.slang:
                    continue
                self._places.setdefault((len(name), name[0]), []).append(len(self._names))
                self._names.append((name, number))

    def find(self, folded: str) -> Iterator[MaskedMark]:
        """The masked marks of a folded text, of one that is repeated without end the first ones."""
        counts: Counter[int] = Counter()
        for masked in chain(self._find_latin(folded), self._find_han(folded)):
            if counts[masked.number] < MOST_HITS:
                counts[masked.number] += 1
                yield masked

    def _find_latin(self, folded: str) -> Iterator[MaskedMark]:
        for match in _LATIN.finditer(folded):
            starts, ends = _borders(folded, *match.span())
            for start, end in product(starts, ends):
                yield from self._latin(folded, start, end)

    def _find_han(self, folded: str) -> Iterator[MaskedMark]:
        for match in _HAN_MASK.finditer(folded):
            yield from self._han(folded, *match.span())

    def _latin(self, folded: str, start: int, end: int) -> Iterator[MaskedMark]:
        """Whole words of letters and masks; they must show half the mark and both its ends or more.

        Of a mark of just as many letters as there are signs and letters half but for one is enough.
        """
        written = folded[start:end]
        fragment = _FRAGMENT.apply(written)
        length, hidden = len(fragment), len(_MASK.findall(fragment))
        shown = length - hidden
        inner = fragment[-1] not in MASKS
        letters = len(_ALPHABETIC.findall(written))
        if length > _LONGEST or (not inner and shown < max(3, hidden + 2)):
            return
        if letters < 2 or letters * 2 < shown or _QUANTITY.match(written) or _is_counted(written):
            return
        # A sign stands for a letter; several of them often for another number of letters.
        parts = _SEVERAL.split(fragment)
        least = sum(map(len, parts)) + len(parts) - 1
        sizes = {length, *range(least, 2 * shown + 1)} if len(parts) > 1 else {length}
        for size in sizes:
            if size > 2 * shown + (size == length):
                continue
            for number in self._showing(size, parts):
                score = 0.95 - 0.25 * hidden / length
                other = size != length
                yield MaskedMark(number, start, end, shown, score - _OTHER_LENGTH * other)

    def _showing(self, size: int, parts: Sequence[str]) -> Iterator[int]:
        """The entries of a length that show all parts of a fragment."""
        key = size, parts[0][:1]
        places = self._places.get(key)
        if places is None:
            return
        if key not in self._letters:
            self._letters[key] = ShownLetters([self._names[place][0] for place in places])
        for shown in self._letters[key].showing(parts, MASKS):
            name, number = self._names[places[shown]]
            if len(parts) == 1 or _shows_parts(parts, name):
                yield number

    def _han(self, folded: str, mask_start: int, mask_end: int) -> Iterator[MaskedMark]:
        """Chinese marks around a mask, up to four characters to either side of it."""
        shown = _HAN_BEFORE.search(folded[max(mask_start - _REACH - 1, 0) : mask_start])
        if shown is None or folded[mask_end : mask_end + 1].isdecimal():
            return
        following = _HAN_AFTER.match(folded, mask_end)
        left, right = shown.group(), following.group() if following else ""
        hidden = mask_end - mask_start
        # A letter is no decoration, so what it hides is inside.
        least = int(folded[mask_start].isalpha())
        for before in range(1, min(len(left), _REACH) + 1):
            for after in range(least, min(len(right), _REACH) + 1):
                size = before + hidden + after
                head, tail = left[len(left) - before :], right[:after]
                if before + after < hidden or not _convincing(left, head, right, tail):
                    continue
                for place in self._places.get((size, head[0]), ()):
                    name, number = self._names[place]
                    if name.startswith(head) and name.endswith(tail) and is_han(name[-1]):
                        score = 0.9 if before + after > 1 else _BARELY
                        end = mask_end + after
                        yield MaskedMark(number, mask_start - before, end, before + after, score)
        lonely = _ALONE.fullmatch(folded[mask_end : mask_end + 1]) and not (
            folded[: mask_start - len(left)][-1:].isalnum()
        )
        if lonely and hidden == 1 and folded[mask_start] in _REST and len(left) < _REACH:
            yield from self._begun(left, mask_start, mask_end)

    def _begun(self, head: str, mask_start: int, mask_end: int) -> Iterator[MaskedMark]:
        """A run of its own that begins a mark, with one sign for all the rest: 爱～."""
        if len(head) > 1 and head in han_words():
            return
        for size in range(len(head) + 2, _REACH + 1):
            for place in self._places.get((size, head[0]), ()):
                name, number = self._names[place]
                if name.startswith(head) and all(map(is_han, name)):
                    start = mask_start - len(head)
                    yield MaskedMark(number, start, mask_end, len(head), _BARELY)


def _spoken(folded: str) -> Iterator[str]:
    """The letters and digits of a mark, and these with its signs that pass for letters: A$AP, P!nk."""
    yield "".join(filter(str.isalnum, folded))
    yield "".join(c for c in folded.rstrip("!") if c.isalnum() or c in _SIGNS or c == "!")


def _is_counted(written: str) -> bool:
    """Whether a word stands there whole, before a decoration or a number of packs: book★, but B★ook★."""
    word = _COUNTED.sub("", written)
    if word == written or _MASK.search(word):
        return False
    return "".join(filter(str.isalnum, word)) in latin_words()


def _shows_parts(parts: Sequence[str], name: str) -> bool:
    """Whether a name that shows the first and last part has the others between, with a letter to each side.

    Each part is taken at its first place, which leaves the others the most room; a pattern would try
    all the ways to place them, and these are too many.
    """
    place, end = len(parts[0]), len(name) - len(parts[-1])
    for part in parts[1:-1]:
        size = len(part)
        starts = range(place + 1, end - size)
        shown = (start for start in starts if _shows(part, name[start : start + size]))
        place = next(shown, end) + size
    return place < end


def _shows(fragment: str, name: str) -> bool:
    """Whether a fragment is a name of its length with some letters masked."""
    return all(a == b or a in MASKS for a, b in zip(fragment, name, strict=True))


def _borders(folded: str, start: int, end: int) -> tuple[list[int], list[int]]:
    """Where a masked word may begin and end with the words of the mark that stand beside it."""
    starts, ends = [start], [end]
    while len(starts) <= _MOST_WORDS and (
        before := _WORD_BEFORE.search(folded[max(starts[-1] - _LONGEST, 0) : starts[-1]])
    ):
        starts.append(starts[-1] - len(before.group()))
    while len(ends) <= _MOST_WORDS and (after := _WORD_AFTER.match(folded, ends[-1])):
        ends.append(after.end())
    return starts, ends


def _convincing(left: str, head: str, right: str, tail: str) -> bool:
    """Whether the shown characters are more than the end of a word before a decoration.

    A mask at the end needs the mark to begin a run of its own, and nothing Chinese right after one
    single shown character.
    """
    if tail:
        return True
    if len(head) == 1:
        return left == head and not right
    return left == head or (len(head) > 2 and head not in han_words())
