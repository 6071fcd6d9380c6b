"""A search for Latin marks among words: what single words mean, and what several in a row do."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, pairwise

import msgspec
from rapidfuzz.distance import OSA

from matchers.text.bits import LOWEST, PER_BIT, ROUNDING
from matchers.text.deletions import LONGEST, SHORTEST
from matchers.text.goods.weighing import MOST_GAINED, before_goods
from matchers.text.hit import Edit
from matchers.text.latin_names import DIGITS, LatinNames, ends_of, tail
from matchers.text.least import Spelling, least_bits, least_spent, spelling
from matchers.text.letters import LEADING
from matchers.text.likeness import edits_between
from matchers.text.nearness import (
    MOST_EDITS,
    VETO_FACTOR,
    allowed,
    name_veto,
    near,
    score_of,
    spendable,
    veto_of,
    word_cost,
    words_cost,
)
from matchers.text.neighbours import within
from matchers.text.skeleton import SKELETON, SPELLED, skeleton
from matchers.text.tables import latin_words
from matchers.text.variants import SHORT
from matchers.text.word_view import UNITS, words_of

REMEMBERED = 1 << 16
"""How many words, and pairs of them, are remembered beside those just asked; then all are forgotten."""

TOGETHER = 16  # words from which it takes less time to look all of them up together

_MOST_LETTERS = 2 * LONGEST  # words beyond any mark, and not worth their memory

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_NO_DIGITS = dict.fromkeys(map(ord, DIGITS))


class NearMark(msgspec.Struct, frozen=True):
    """A mark that a word may mean: entry number, rule, score after vetoes, edits and vetoes."""

    number: int
    rule: str
    score: float
    edits: tuple[Edit, ...] = ()
    vetoes: tuple[str, ...] = ()


WordMark = tuple[int, int, NearMark]
"""A mark that words of a text mean: the first of them, how many they are, and the mark."""


class Search:
    """A search for marks of one least score; remembers what words mean, and which mean nothing.

    A crawl asks for two scores in turn, and threads may: what a word means for one is not what it
    means for the other.
    """

    def __init__(self, names: LatinNames, least: float) -> None:
        self._entries = names.entries
        self._short = names.short
        self._near = names.near
        self._partners = names.partners
        self._signed = names.signed
        self._tails = names.tails
        self._two_words = names.two_words
        self._common = names.common
        self._beside = names.beside
        self._least = least
        self._meanings: dict[str, tuple[NearMark, ...]] = {}
        self._meaningless: set[str] = set()

    def find(self, words: Sequence[str], *, thorough: bool) -> list[WordMark]:
        """The near marks of one text, given its words in order; places are not weighed."""
        known = set(words)
        unknown = known - self._common
        asked = known if thorough else unknown - self._meaningless
        meant = self._meanings_of(asked, thorough=thorough) if asked else None
        return self._found(words, known, unknown, meant, thorough=thorough)

    def find_each(self, texts: Sequence[Sequence[str]]) -> list[list[WordMark]]:
        """The same for each of some texts, not thorough: what is alike in all is asked once."""
        every = set(chain.from_iterable(texts))
        unknown = every - self._common
        meant = self._meanings_of(unknown - self._meaningless, thorough=False)
        # A letter that stands alone is unknown too.
        telling = set(filter(str.isalpha, unknown))
        telling.update(meant, every & self._beside)
        found: list[list[WordMark]] = []
        for words in texts:
            # Most texts have no word that tells of anything.
            if telling.isdisjoint(words):
                found.append([])
            else:
                known = set(words)
                found.append(self._found(words, known, known & unknown, meant, thorough=False))
        return found

    def _found(
        self,
        words: Sequence[str],
        known: AbstractSet[str],
        unknown: AbstractSet[str],
        meant: Mapping[str, tuple[NearMark, ...]] | None,
        *,
        thorough: bool,
    ) -> list[WordMark]:
        """The near marks of a text with these `known` words, some of them `unknown` ones."""
        found: list[WordMark] = []
        if meant:
            found.extend(
                (place, 1, mark) for place, word in enumerate(words) for mark in meant.get(word, ())
            )
        letters = known & _LETTERS
        if letters and (len(letters) > 1 or len(known) < len(words)):
            found.extend(self._spaced(words))
        beside = known & self._beside
        if beside:
            places = [place for place, word in enumerate(words) if word in beside]
            found.extend(self._several(words, places, thorough=thorough))
            found.extend(self._short_names(words, places))
        if unknown and len(words) > 1:
            lettered = set(filter(str.isalpha, unknown))
            if lettered:
                found.extend(self._pairs(words, unknown, lettered))
        return found

    def _meanings_of(
        self, words: Collection[str], *, thorough: bool
    ) -> dict[str, tuple[NearMark, ...]]:
        """Those of some words that mean a mark, with their marks; what is asked is remembered."""
        if thorough:
            asked = ((word, self._meant(word, {}, thorough=True)) for word in words)
            return {word: marks for word, marks in asked if marks}
        self._make_room()
        known, meant, shared = self._meanings, {}, {}
        if len(words) >= TOGETHER:
            shared = self._near.shared_each(_form_of(word) for word in words if word not in known)
        for word in words:
            marks = known.get(word) or self._meant(word, shared, thorough=False)
            if marks:
                meant[word] = marks
                if len(word) <= LONGEST:
                    known[word] = marks
            elif len(word) <= LONGEST:
                self._meaningless.add(word)
        return meant

    def _spaced(self, words: Sequence[str]) -> Iterator[WordMark]:
        """Short marks written letter by letter: "l v"; longer runs of letters are something else."""
        first = 0
        while first < len(words):
            last = first
            while last < len(words) and len(words[last]) == 1:
                last += 1
            if 1 < last - first <= SHORT:
                for number in self._short.get("".join(words[first:last]), ()):
                    yield first, last - first, NearMark(number, "exact", 1.0)
            first = last + 1

    def _meant(
        self, word: str, shared: Mapping[str, Collection[str]], *, thorough: bool
    ) -> tuple[NearMark, ...]:
        """All marks that one word may mean. Digits at its ends may be a year or a size.

        `shared` are the marks that share a deletion with some skeletons, where that is known already.
        """
        core = word.strip(DIGITS)
        found = []
        if word in self._short or core in self._short:
            alone = bool(core) and core not in UNITS
            named = self._short.get(word) or (self._short.get(core, []) if alone else [])
            found = [NearMark(number, "exact", 1.0) for number in named]
        size = len(word)
        if size < SHORTEST or not core or len(core) > _MOST_LETTERS:
            return tuple(found)
        digits = size - len(core)
        if not core.isalpha():
            inside = _digits(core)
            if _is_code(inside, len(core)):
                return tuple(found)
            digits += inside
        whole = core != word and (not _is_code(digits, size) or self._numbered(word))
        if (whole or len(core) >= SHORTEST) and (thorough or not self._means_itself(core)):
            coded = core != word
            found += self._near_marks(core, core, shared, coded=coded)
            if whole:
                found += self._near_marks(word, core, shared, coded=coded)
        return tuple(found)

    def _means_itself(self, word: str) -> bool:
        return word in self._common or (word in self._short and bool(veto_of(word)))

    def _nobodys(self, word: str) -> bool:
        """Whether a word is unknown even where a short mark is written so, and no longer than a mark."""
        return word.isalpha() and len(word) <= LONGEST and not self._means_itself(word)

    def _numbered(self, word: str) -> bool:
        """Whether a word ends in the digits that a mark ends in: insti360."""
        digits = tail(word)
        return bool(digits) and digits in self._tails

    def _several(
        self, words: Sequence[str], places: Iterable[int], *, thorough: bool
    ) -> Iterator[WordMark]:
        """Marks of several words with edits in some of them: one still stands as it is."""
        asked: set[tuple[int, int]] = set()
        for place in places:
            for before, count, size, number in self._partners.get(words[place], ()):
                start = place - before
                there = words[start : start + count] if start >= 0 else ()
                written = "".join(there)
                if abs(len(written) - size) > 2 or len(there) < count or (start, number) in asked:
                    continue
                asked.add((start, number))
                if not near(skeleton(written), self._entries[number].squeezed):
                    continue
                named = words_of(self._entries[number].folded)
                if thorough or not _another_name(there, named):
                    cost = words_cost(there, named)
                    spelled = spelling(SPELLED.apply(written), cost)
                    mark = self._graded(spelled, tuple(there), number, cost)
                    if mark is not None:
                        yield start, count, mark

    def _pairs(
        self, words: Sequence[str], unknown: Container[str], lettered: Container[str]
    ) -> Iterator[WordMark]:
        """Marks of two words that are both changed: Girgio Armwni, Luis Vuiton.

        Two words that nobody knows share their first letters with such a mark, and one beside a known word
        the last letter of one too: else each text would be compared with too many. `lettered` are the
        unknown words of letters only, of which there is one.
        """
        self._make_room()
        filed = self._two_words
        for place, (one, other) in enumerate(pairwise(words)):
            if not (one in lettered or other in lettered):
                continue
            begun = filed.get(one[0] + other[0])
            if begun and not (one in unknown and other in unknown):
                begun = [n for key in ends_of(one, other) for n in filed.get(key, ())]
            if begun:
                yield from ((place, 2, mark) for mark in self._meant_by_two(one, other, begun))

    def _meant_by_two(self, one: str, other: str, begun: Sequence[int]) -> Iterable[NearMark]:
        """The marks of some that two words mean; what is asked is remembered."""
        pair = f"{one} {other}"
        if pair in self._meaningless or not (self._nobodys(one) or self._nobodys(other)):
            return ()
        marks = self._meanings.get(pair)
        if marks is None:
            marks = tuple(self._pair(one, other, begun))
            if marks:
                self._meanings[pair] = marks
            else:
                self._meaningless.add(pair)
        return marks

    def _make_room(self) -> None:
        """Forget what all words mean once it is too much."""
        if len(self._meanings) + len(self._meaningless) >= REMEMBERED:
            self._meanings.clear()
            self._meaningless.clear()

    def _pair(self, one: str, other: str, begun: Sequence[int]) -> Iterator[NearMark]:
        written = one + other
        form = SKELETON.apply(written)
        near = within(form, {self._entries[number].squeezed for number in begun}, MOST_EDITS)
        if not near:
            return
        cost = word_cost(one, coded=False) + word_cost(other, coded=False)
        numbers = self._affordable(form, near, cost)
        spelled = spelling(SPELLED.apply(written), cost)
        for number in numbers:
            if number in begun:
                mark = self._graded(spelled, (one, other), number, cost)
                if mark is not None:
                    yield mark

    def _short_names(self, words: Sequence[str], places: Iterable[int]) -> Iterator[WordMark]:
        """Short marks that a sign cuts into words: E-MU, H&M."""
        for place in places:
            for name, number in self._signed.get(words[place], ()):
                if tuple(words[place : place + len(name)]) == name:
                    yield place, len(name), NearMark(number, "exact", 1.0)

    def _near_marks(
        self, written: str, core: str, shared: Mapping[str, Collection[str]], *, coded: bool
    ) -> list[NearMark]:
        """Marks that one word may mean; what it costs as an ordinary one is asked only if there are any."""
        form = SKELETON.apply(written)
        near = self._near.of(form, shared.get(form))
        if not near:
            return []
        cost = word_cost(core, coded=coded)
        numbers = self._affordable(form, near, cost)
        if not numbers:
            return []
        spelled = spelling(SPELLED.apply(written), cost)
        marks = [self._graded(spelled, (core,), number, cost) for number in numbers]
        return [mark for mark in marks if mark is not None]

    def _affordable(self, form: str, near: Mapping[str, int], cost: float) -> list[int]:
        """Those marks whose least edits leave enough of what the words cost, with goods or without.

        `near` has the skeletons of marks, and how many edits away each is.
        """
        entries, least, written = self._entries, self._least, spelling(form, cost)
        bits, with_goods = spendable(cost, least), spendable(cost, least - MOST_GAINED)
        numbers: list[int] = []
        for mark, edits in near.items():
            spent = least_spent(written, mark, edits)
            if spent <= with_goods:
                numbers += [
                    number
                    for number in self._near.numbers(mark)
                    if spent <= bits or entries[number].classes
                ]
        numbers.sort()
        return numbers

    def _graded(
        self, written: Spelling, words: tuple[str, ...], number: int, cost: float
    ) -> NearMark | None:
        """The mark with the score of its edits, if it may be changed so."""
        entry, spelled = self._entries[number], written.letters
        meant, needed = SPELLED.apply(entry.text), before_goods(entry, self._least)
        away = OSA.distance(spelled, meant)
        # What one edit takes is known as soon as what it takes at least.
        if away > 1 and least_bits(written, meant, away) > spendable(cost, needed):
            return None
        edits = edits_between(spelled, meant)
        score = score_of(cost, spelled, meant, edits)
        least = needed - PER_BIT * LEADING - ROUNDING
        if score < max(least, LOWEST):
            return None
        named = words_of(entry.folded)
        if not allowed(words, named, edits):
            return None
        veto = veto_of("".join(words)) or _another_name(words, named)
        if not veto:
            return NearMark(number, "letters", score, edits)
        if score * VETO_FACTOR < least:
            return None
        return NearMark(number, "letters", score * VETO_FACTOR, edits, (veto,))


def _another_name(words: Iterable[str], named: Container[str]) -> str:
    """Why words are another name: one that differs is known, and none that only the mark has stands there.

    Ferrero Roche is no Roche, while Kate Spode may be one.
    """
    kept = [word for word in words if word in named]
    if any(word not in latin_words() for word in kept):
        return ""
    return name_veto(word for word in words if word not in named)


def _form_of(word: str) -> str:
    """The skeleton by which a word will mostly be looked up."""
    return SKELETON.apply(word.strip(DIGITS))


def _digits(word: str) -> int:
    return len(word) - len(word.translate(_NO_DIGITS))


def _is_code(digits: int, size: int) -> bool:
    """Whether so many of a word's characters are digits that it is a model number, and no name."""
    return digits > 2 or digits * 3 > size
