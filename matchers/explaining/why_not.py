"""Why no reviewer would be shown a text, in whole sentences that claim only what is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from casework.settings import MatchSettings
from matchers.context.signals import ContextHit, Scope, Signal
from matchers.explaining.steps import in_words
from matchers.judgement import Judgement, TextFinding
from matchers.text.costs import cheapest_words
from matchers.text.hit import MarkHit
from matchers.text.reading import CHINESE, REACH, Reading

_LONGEST_WORD = 30  # code points to either side of a mark that may be one word with it
_NOTHING_AGAINST = "and nothing speaks against its use."
_LAWFUL = {
    "place_name": "is the name of a place",
    "dictionary_word": "is an ordinary word too, and no goods of the mark are named",
}


def too_little(
    text: str,
    counted: Sequence[TextFinding],
    words: Sequence[ContextHit],
    judged: Judgement,
    settings: MatchSettings,
) -> Iterator[str]:
    """Why uses that were found are not shown. `words` are all context words of the text."""
    benign = list(_benign(counted, judged))
    yield from benign
    plain = [found.hit for found in counted if not found.hit.evasive]
    if not benign:
        yield from dict.fromkeys(_written(text, hit) for hit in plain)
    yield from _unheard(counted, words)
    if len(plain) < len(counted) or any(reason.weight > 0 for reason in judged.reasons):
        given, needed = told_apart(judged.infringement_score, settings.show)
        yield f"All reasons together give {given} of the {needed} needed."


def _benign(counted: Sequence[TextFinding], judged: Judgement) -> Iterator[str]:
    """One sentence for each reason that lowered the score, words in the order of the text."""
    lowering = [reason for reason in judged.reasons if reason.weight < 0]
    spoken = {(word.start, word.end): word for found in counted for word in found.context}
    for reason in lowering:
        said = [
            repr(word.matched)
            for _, word in sorted(spoken.items())
            if word.word.signal == reason.code
        ]
        if not said:
            yield f"{reason.subject!r} {_LAWFUL[reason.code]}, which speaks for a lawful use."
        elif len(said) == 1:
            yield f"{said[0]} ({reason.code}) speaks for a lawful use."
        else:
            several = f"{', '.join(said[:-1])} and {said[-1]}"
            yield f"{several} ({reason.code}, counted once) speak for a lawful use."


def _written(text: str, hit: MarkHit) -> str:
    """How a mark stands there that nothing was done to: plainly, apart, or within something longer."""
    entry, start, end = hit.entry, hit.start, hit.end
    if not hit.literal:
        return (
            f"{hit.matched!r} is the mark but for accents, signs or a plural's s, "
            f"which hides nothing, {_NOTHING_AGAINST}"
        )
    if len(hit.matched.split()) > len(entry.text.split()):
        return (
            f"{hit.matched!r} is the mark pulled apart into words of their own, "
            f"which counts as no disguise, {_NOTHING_AGAINST}"
        )
    first, last = Reading(text).word_around(start, end, _LONGEST_WORD)
    if entry.latin and (first, last) != (start, end):
        return (
            f"{hit.matched!r} is written plainly within the longer word {text[first:last]!r}, "
            f"{_NOTHING_AGAINST}"
        )
    words = _words_across(text, start, end)
    if words:
        return (
            f"{hit.matched!r} is written there literally, perhaps only as part of other words "
            f"({'|'.join(words)}), {_NOTHING_AGAINST}"
        )
    return f"The mark is written plainly there, {_NOTHING_AGAINST}"


def _words_across(text: str, start: int, end: int) -> list[str]:
    """The words that a Chinese mark is read as with what stands beside it, if it is cut by them."""
    han = CHINESE.apply(text)
    before = han[max(start - REACH, 0) : start].rpartition(" ")[2]
    after = han[end : end + REACH].partition(" ")[0]
    words = cheapest_words(before + han[start:end] + after)
    first, last = len(before), len(before) + end - start
    stops = list(accumulate(map(len, words), initial=0))
    if first in stops and last in stops:
        return []
    return [
        word
        for word, begun, done in zip(words, stops, stops[1:], strict=False)
        if begun < last and first < done
    ]


def _unheard(counted: Sequence[TextFinding], words: Iterable[ContextHit]) -> Iterator[str]:
    """Replica words that stand in the text and speak about none of its marks."""
    heard = {word.start for found in counted for word in found.context}
    for word in words:
        if word.word.signal is not Signal.REPLICA or word.start in heard:
            continue
        places = [(found.hit.start, found.hit.end) for found in counted]
        if any(start < word.end and word.start < end for start, end in places):
            continue  # it is part of the name
        yield f"{word.matched!r} ({word.word.signal}) {_why_unheard(word, places)}."


def _why_unheard(word: ContextHit, places: Sequence[tuple[int, int]]) -> str:
    within = [place for place in places if word.since <= place[0] and place[1] <= word.until]
    if not within:
        return (
            "is cut off from the mark by the end of a sentence, "
            "or by a word that says whom or what the goods are for"
        )
    if word.word.scope is Scope.AFTER and all(start < word.start for start, _ in within):
        return "speaks only about a mark that follows it"
    unit = "words" if word.word.latin else "characters"
    return f"stands too far from the mark to be counted: {word.word.reach} {unit} may lie between"


def too_unsure(found: Sequence[MarkHit], least: float) -> tuple[str, ...]:
    """Why hits below the threshold do not count."""
    return tuple(dict.fromkeys(_low(hit, least) for hit in found))


def _low(hit: MarkHit, least: float) -> str:
    causes = [in_words(veto, hit.normalised) for veto in hit.vetoes]
    if hit.goods is not None and not hit.goods.fits:
        causes.append(f"the goods are others: {hit.goods.word} (class {hit.goods.nice_class})")
    cause = "; ".join(causes) or "the spelling is too far from the name"
    given, needed = told_apart(hit.score, least)
    return f"{hit.matched!r} scores {given} of the {needed} needed: {cause}."


def told_apart(score: float, least: float) -> tuple[str, str]:
    """A score and a higher one that it misses, with as many decimals as tell them apart."""
    decimals = 2 if f"{score:.2f}" != f"{least:.2f}" else 4
    return f"{score:.{decimals}f}", f"{least:.{decimals}f}"


def nothing_near(*, listed: bool, near: bool) -> str:
    """Why there is no hit at all; `near` says that nearest passages are shown."""
    if not listed:
        return "No mark of the brand is in force and written in words."
    if near:
        return "Nothing in the text is near enough to a name of the brand to count as one."
    return "Nothing in the text is written, sounds or looks enough like a name of the brand."
