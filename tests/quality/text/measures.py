"""The measures: each runs the matcher over cases and gives plain numbers."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from rapidfuzz import fuzz, process

from casework.settings import MatchSettings
from matchers.match import match_text
from matchers.watchlist import Watchlist
from tests.quality.text.cases import LITERAL, Case, HonestText, half, watchlist
from tests.quality.text.evasions import LATER, is_chinese

RATES = (5.0, 10.0)
"""Alerts per 1,000 clean titles at which recall is read off."""

NAIVE_CUTOFF = 90.0
NAIVE_TITLES = 300
NAIVE_CASES = 400
SETTLED = MatchSettings().mention
"""The score from which a hit is reported, unless settings say otherwise."""

Share = tuple[int, int]
"""How many of how many."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A case with the best score of any hit of its brand, hits below the threshold included."""

    case: Case
    score: float
    flag: bool

    @property
    def found(self) -> bool:
        """Whether the brand is reported at the settled threshold."""
        return self.score >= SETTLED


@dataclass(frozen=True, slots=True)
class Title:
    """A clean title with its best non-literal score and whether a reviewer would be shown it."""

    text: str
    score: float
    flag: bool
    what: str


def look(cases: Iterable[Case], marks: Watchlist) -> list[Seen]:
    """Match every case, hits below the threshold included.

    A list may hold a brand twice, with and without its accents; a hit of either is right.
    """
    seen = []
    for case in cases:
        answer = match_text(case.text, marks, include_all=True)
        name = _bare(case.brand)
        own = [hit.score for hit in answer.hits if _bare(hit.brand) == name]
        seen.append(Seen(case, max(own, default=0.0), answer.flag))
    return seen


def read_titles(titles: Iterable[str], marks: Watchlist) -> list[Title]:
    """Match every clean title, hits below the threshold included."""
    read = []
    for text in titles:
        answer = match_text(text, marks, include_all=True)
        near = [hit for hit in answer.hits if not hit.literal]
        best = max(near, key=lambda hit: hit.score, default=None)
        what = f"{best.brand} in {best.matched!r} by {best.rule}" if best else ""
        read.append(Title(text, best.score if best else 0.0, answer.flag, what))
    return read


def alerts(titles: Sequence[Title], threshold: float) -> float:
    """Non-literal alerts per 1,000 titles at a threshold."""
    return 1000 * sum(title.score >= threshold for title in titles) / max(len(titles), 1)


def threshold_for(titles: Sequence[Title], rate: float) -> float:
    """The lowest threshold, to a thousandth, that gives no more alerts per 1,000 than `rate`."""
    allowed = int(rate * len(titles) / 1000)
    ordered = sorted((title.score for title in titles), reverse=True)
    return round(ordered[allowed] + 0.001, 3) if len(ordered) > allowed else 0.0


def recall(seen: Iterable[Seen], threshold: float) -> Share:
    """How many cases are found at a threshold."""
    scores = [item.score for item in seen]
    return sum(score >= threshold for score in scores), len(scores)


def groups(seen: Sequence[Seen]) -> dict[str, list[Seen]]:
    """The cases by the groups that goals are set for; slang is left out, literal mentions too."""
    left_out = LITERAL | LATER
    evasive = [item for item in seen if item.case.derivable and item.case.kind not in left_out]
    told = [item for item in evasive if item.case.group != "generated"]
    return {
        "all": evasive,
        "English": [item for item in evasive if item.case.language == "English"],
        "Chinese": [item for item in evasive if item.case.language == "Chinese"],
        "documented and derivable": told,
        "  own file": [item for item in told if item.case.group == "documented"],
        "  own file, strong": [item for item in told if item.case.strength == "strong"],
        "  own file, weak": [item for item in told if item.case.strength == "weak"],
        "  own file, development": [item for item in told if _own_half(item) == "development"],
        "  own file, held out": [item for item in told if _own_half(item) == "held out"],
        "  shared file": [item for item in told if item.case.group == "shared"],
    }


def _own_half(item: Seen) -> str:
    return half(item.case.text) if item.case.group == "documented" else ""


def by_kind(seen: Iterable[Seen]) -> dict[str, list[Seen]]:
    """The cases by where they come from and kind."""
    kinds: dict[str, list[Seen]] = defaultdict(list)
    for item in seen:
        name = (
            item.case.kind
            if item.case.group == "generated"
            else f"{item.case.group}: {item.case.kind}"
        )
        kinds[name].append(item)
    return dict(kinds)


def near_hits(texts: Iterable[HonestText], marks: Watchlist) -> tuple[list[str], list[str], int]:
    """Honest texts with a non-literal hit, those flagged, and how many texts there are."""
    hit, flagged, count = [], [], 0
    for item in texts:
        answer = match_text(item.text, marks)
        count += 1
        near = [f"{one.brand} in {one.matched!r}" for one in answer.hits if not one.literal]
        if near:
            hit.append(f"{item.text} ({item.why}): {'; '.join(near)}")
        if answer.flag:
            flagged.append(f"{item.text} ({item.why})")
    return hit, flagged, count


def near_brands(named: Sequence[tuple[str, str]]) -> tuple[list[str], int]:
    """Names of one half of the list that are taken for imitations of the other half, and the count.

    Names that hold one another or differ only in signs are one brand written twice, and left out.
    """
    halves = [
        [item for item in named if half(item[0]) == name] for name in ("development", "held out")
    ]
    taken = []
    for listed, shown in (halves, halves[::-1]):
        marks = watchlist(listed)
        for name, _ in shown:
            for hit in match_text(name, marks).hits:
                if not hit.literal and not _same_brand(name, hit.brand):
                    taken.append(f"{name} for {hit.brand}")
                    break
    return taken, len(named)


def _same_brand(one: str, other: str) -> bool:
    first, second = map(_bare, (one, other))
    return not first or not second or first in second or second in first


def _bare(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.casefold())
    return "".join(c for c in plain if (c.isascii() and c.isalnum()) or is_chinese(c))


def literal_places(
    named: Sequence[tuple[str, str]], titles: Sequence[str]
) -> Iterator[tuple[str, str, int, int]]:
    """(brand, text, start, end): each brand put as registered into a title, but for form.

    Latin names stand between spaces, Chinese ones anywhere outside a Latin word; the forms are
    upper case, lower case, full width, and spaces within as none, two or one that does not break.
    """
    random = Random(7)
    for name, _ in named:
        for written in _forms(name):
            title = random.choice(titles)
            cuts = [i for i in range(len(title) + 1) if _between(title, i)]
            cut = random.choice(cuts)
            gap = "" if all(map(is_chinese, name)) else " "
            before = title[:cut] + gap
            yield (
                name,
                before + written + gap + title[cut:],
                len(before),
                len(before) + len(written),
            )


def _forms(name: str) -> list[str]:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
    forms = [name, name.upper(), name.lower(), wide]
    if " " in name:
        forms += [name.replace(" ", gap) for gap in ("", "  ", "\u00a0", "\u3000")]
    return list(dict.fromkeys(forms))


def _between(title: str, place: int) -> bool:
    """Whether no Latin word or number runs across a place."""
    beside = title[max(place - 1, 0) : place + 1]
    return place in {0, len(title)} or not all(c.isascii() and not c.isspace() for c in beside)


def literal_missed(
    places: Iterable[tuple[str, str, int, int]], marks: Watchlist
) -> tuple[list[str], list[str], int]:
    """Literal mentions with no hit of the brand there, those not called literal, and the count."""
    missed, doubted, count = [], [], 0
    for brand, text, start, end in places:
        count += 1
        here = [
            hit
            for hit in match_text(text, marks).hits
            if hit.brand == brand and hit.span[0] < end and start < hit.span[1]
        ]
        if not here:
            missed.append(f"{brand}: {text}")
        elif not any(hit.literal and hit.span == (start, end) for hit in here):
            doubted.append(f"{brand}: {text} ({here[0].rule}, {here[0].matched!r})")
    return missed, doubted, count


def naive(
    named: Sequence[tuple[str, str]], titles: Sequence[str], seen: Sequence[Seen]
) -> tuple[Share, dict[str, Share]]:
    """What rapidfuzz's partial_ratio of 90 and more gives: titles alerted, and recall by group.

    Both are samples. A title that holds the name as it is listed is no alert.
    """
    random = Random(3)
    folded = [name.casefold() for name, _ in named]
    some = random.sample(titles, min(NAIVE_TITLES, len(titles)))
    alerted = sum(
        any(name not in title for name in _like(title, folded)) for title in map(str.casefold, some)
    )
    shares = {}
    for group, items in groups(seen).items():
        chosen = random.sample(items, min(NAIVE_CASES, len(items)))
        hits = sum(
            fuzz.partial_ratio(item.case.brand.casefold(), item.case.text.casefold())
            >= NAIVE_CUTOFF
            for item in chosen
        )
        shares[group] = hits, len(chosen)
    return (alerted, len(some)), shares


def _like(title: str, names: Sequence[str]) -> list[str]:
    found = process.extract(
        title, names, scorer=fuzz.partial_ratio, score_cutoff=NAIVE_CUTOFF, limit=None
    )
    return [name for name, _, _ in found]
