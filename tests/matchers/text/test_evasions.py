"""Every kind of evasion of any mark is found, where it stands, whatever stands around it.

What is promised follows the matcher's own tables here: a look-alike that no table knows is a matter
of the quality measurement (`python -m tests.quality text`), not of this test.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from random import Random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from matchers.text.fold import fold_character
from matchers.text.grades import ALIKE
from matchers.text.hit import MarkHit
from matchers.text.skeleton import skeleton
from matchers.text.tables import readings, shapes, simplified, splits
from tests.matchers.lists import watch
from tests.quality.text.cases import own_list
from tests.quality.text.evasions import HAN_KINDS, LATIN_KINDS, Kind, is_chinese, written
from tests.quality.text.lists import common_characters

LATIN = [
    name
    for name, _ in own_list()
    if name.replace(" ", "").isascii() and name.replace(" ", "").isalpha() and len(name.split()) < 3
]
HAN = [name for name, kind in own_list() if all(map(is_chinese, name)) and kind == "word"]
COINED = st.from_regex(r"(?:[bdfgklmnprstvz][aeiou]){2,4}[lmnrstxz]?", fullmatch=True)
COINED_HAN = st.text(alphabet="珀蜓骏鹂苒澜祺黛翎曦琥珑岚湛霏", min_size=2, max_size=5)
FRAMES = ("{}", "new {} 2024", "xx, {}! 12 pcs", "🔥{}🔥", "红 {} 蓝")
SHOWN = 0.7
"""What every kind reaches. The default `match.mention` is higher, for the sake of the alert rate: a last
letter left out, or one of three characters changed, may score between the two."""

EXACT = frozenset(
    kind.name
    for kind in (*LATIN_KINDS, *HAN_KINDS)
    if kind.name.removeprefix("zh ")
    in {"homoglyph", "mathematical", "full width", "enclosed", "zero width", "spacing"}
    | {"punctuation", "emoji", "diacritic", "split", "traditional"}
)
"""Kinds that change no letter of the mark: the place is found exactly."""

LATIN_LIMITS = {
    "leet": 4,
    "mask": 4,
    "transposed": 5,
    "doubled": 5,
    "dropped": 6,
    "vowel": 6,
    "mistyped": 7,
}
HAN_LIMITS = {
    "mixed pinyin": 2, "homophone": 3, "similar shape": 3, "one character swapped": 4,
    "reordered": 3, "inserted": 3, "zh dropped": 5, "split character": 3, "zh mask": 3,
}  # fmt: skip
"""Letters or characters from which a spelling is reported, unless a veto says what else it means."""


def by_table(kind: Kind, name: str, random: Random) -> str:
    """The name written by a kind, with what the matcher's tables know where the kind has a table."""
    if kind.name not in WAYS:
        return written(kind, name, random)
    ways = [WAYS[kind.name](c) for c in name]
    places = [place for place, others in enumerate(ways) if others]
    if not places:
        return ""
    place = random.choice(places)
    return name[:place] + random.choice(ways[place]) + name[place + 1 :]


@cache
def _folding_to(letter: str) -> list[str]:
    codes = [*range(0x370, 0x530), *range(0x13A0, 0x13F0), *range(0x1E00, 0x2000)]
    return [chr(code) for code in codes if fold_character(chr(code)) == letter]


@cache
def _simplified() -> dict[str, str]:
    return simplified()  # which makes the table anew each time


def _looking_like(character: str) -> list[str]:
    near = shapes().get(character, {}).items()
    return [other for other, like in near if like >= ALIKE and other not in _simplified()]


@cache
def _sounding(character: str) -> list[str]:
    own = readings().get(character, ("",))[0]
    return [c for c in common_characters() if c != character and readings()[c][0] == own]


WAYS: dict[str, Callable[[str], list[str]]] = {
    "homoglyph": lambda c: _folding_to(c.lower()) if c.isalpha() else [],
    "traditional": lambda c: [t for t, s in _simplified().items() if s == c],
    "similar shape": _looking_like,
    "homophone": _sounding,
    "split character": lambda c: list(splits().get(c, ())),
    "mixed pinyin": lambda c: [s for s in readings().get(c, ())[:1] if len(s) > 1],
}
"""What a kind of evasion may write instead of a letter or character."""


def found(name: str, text: str, start: int, end: int) -> list[MarkHit]:
    """Hits at a place of a text for a list of that one name, the lowest too, best first."""
    hits = watch(name).marks.match(text, thorough=True)
    here = [hit for hit in hits if hit.start < end and start < hit.end]
    return sorted(here, key=lambda hit: -hit.score)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(
    name=st.sampled_from(LATIN) | COINED,
    kind=st.sampled_from([k for k in LATIN_KINDS if k.name in EXACT | set(LATIN_LIMITS)]),
    frame=st.sampled_from(FRAMES),
    seed=st.integers(0, 1 << 16),
)
def test_a_latin_mark_is_found_by_every_kind(name: str, kind: Kind, frame: str, seed: int) -> None:
    """A Latin mark of one or two words, written by one kind from its stated length, is reported."""
    size = len(name.replace(" ", ""))
    assume(size >= max(kind.least, LATIN_LIMITS.get(kind.name, 0)))
    check(name, kind, frame, seed)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(
    name=st.sampled_from(HAN) | COINED_HAN,
    kind=st.sampled_from([k for k in HAN_KINDS if k.name in EXACT | set(HAN_LIMITS)]),
    frame=st.sampled_from(FRAMES),
    seed=st.integers(0, 1 << 16),
)
def test_a_chinese_mark_is_found_by_every_kind(
    name: str, kind: Kind, frame: str, seed: int
) -> None:
    """A Chinese mark, written by one kind from its stated length, is reported."""
    assume(len(name) >= max(kind.least, HAN_LIMITS.get(kind.name, 0)))
    check(name, kind, frame, seed)


@settings(max_examples=100, deadline=None)
@given(name=st.sampled_from(LATIN + HAN) | COINED | COINED_HAN, frame=st.sampled_from(FRAMES))
def test_case_and_width_change_nothing(name: str, frame: str) -> None:
    """A name in capitals, small letters or full width is a literal mention, exactly where it stands."""
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
    start = frame.index("{}")
    for form in (name, name.upper(), name.lower(), wide):
        best = found(name, frame.format(form), start, start + len(form))[0]
        assert (best.start, best.end, best.literal) == (start, start + len(form), True), form


def check(name: str, kind: Kind, frame: str, seed: int) -> None:
    """The spelling is reported at its place, or a veto names what it means instead."""
    spelling = by_table(kind, name, Random(seed))
    assume(spelling and skeleton(spelling))
    text = frame.format(spelling)
    start = frame.index("{}")
    end = start + len(spelling)
    hits = found(name, text, start, end)
    assert hits, f"{name!r} by {kind.name} in {text!r}: nothing"
    best = hits[0]
    assert best.score >= SHOWN or best.vetoes, f"{name!r} by {kind.name} in {text!r}: {best.score}"
    assert text[best.start : best.end] == best.matched
    if kind.name in EXACT:
        assert (best.start, best.end) == (start, end), f"{name!r} in {text!r}: {best.matched!r}"
