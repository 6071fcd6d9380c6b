"""Listing text made safe and plain to see: matched spans marked, invisible characters spelled out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from markupsafe import Markup, escape

# Characters that draw nothing although Unicode does not class them as control or format.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINER, _EMOJI_STYLE = "\u200d", "\ufe0f"


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of code points of the original text, found by evidence number `number`."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same evidence; `hidden` names one character that shows nothing."""

    text: str
    numbers: tuple[int, ...] = ()
    hidden: str = ""


def pieces(text: str, spans: Iterable[Span] = ()) -> tuple[Piece, ...]:
    """Cut a text where a span begins or ends and around each hidden character.

    Spans may overlap, touch or reach beyond the text; a piece lists every span that covers it.
    """
    inside = [span for span in spans if span.start < min(span.end, len(text)) and span.end > 0]
    borders = {0, len(text)}
    for span in inside:
        borders.update((max(span.start, 0), min(span.end, len(text))))
    for at in range(len(text)):
        if _is_hidden(text, at):
            borders.update((at, at + 1))
    cuts = sorted(borders)
    found = []
    for start, end in pairwise(cuts):
        numbers = sorted({span.number for span in inside if span.start <= start < span.end})
        hidden = character_name(text[start]) if _is_hidden(text, start) else ""
        shown = f"U+{ord(text[start]):04X}" if hidden else text[start:end]
        found.append(Piece(shown, tuple(numbers), hidden))
    return tuple(found)


def marked(text: str, spans: Iterable[Span] = ()) -> Markup:
    """HTML of a text: escaped, isolated from its neighbours' direction, spans in `<mark>`."""
    runs = groupby(pieces(text, spans), key=lambda piece: piece.numbers)
    return Markup("<bdi>{}</bdi>").format(
        Markup("").join(_run(numbers, found) for numbers, found in runs)
    )


def plain(text: str) -> str:
    """One line for an attribute or a file: hidden characters as [U+202E], whitespace as one space."""
    shown = (f"[{piece.text}]" if piece.hidden else piece.text for piece in pieces(text))
    return " ".join("".join(shown).split())


def excerpts(length: int, spans: Sequence[Span], margin: int = 60) -> tuple[tuple[int, int], ...]:
    """Ranges of a text of that length that show each span with `margin` characters on both sides."""
    merged: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda item: item.start):
        start, end = max(0, span.start - margin), min(length, span.end + margin)
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def clipped(spans: Iterable[Span], start: int, end: int) -> tuple[Span, ...]:
    """Spans as they lie in the part of the text from `start` to `end`."""
    return tuple(
        Span(max(span.start, start) - start, min(span.end, end) - start, span.number)
        for span in spans
        if span.start < end and span.end > start
    )


def character_name(character: str) -> str:
    """The Unicode name of a character, or what sort of unnamed character it is."""
    return unicodedata.name(character, "") or {
        "Cc": "CONTROL CHARACTER",
        "Cs": "BROKEN CHARACTER",
        "Co": "PRIVATE USE CHARACTER",
    }.get(unicodedata.category(character), "UNASSIGNED CHARACTER")


def _is_hidden(text: str, at: int) -> bool:
    character = text[at]
    if character in "\n\t\r":
        return False
    before = unicodedata.category(text[at - 1]) if at else ""
    if character == _JOINER:
        # Families and flags are emoji sequences: there the joiner does its lawful work.
        after = unicodedata.category(text[at + 1]) if at + 1 < len(text) else ""
        return not (after == "So" and (before in {"So", "Sk"} or text[at - 1] == _EMOJI_STYLE))
    if "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return before not in {"So", "Sm", "Po", "Nd"}
    return character in _BLANK or unicodedata.category(character) in _HIDDEN_CATEGORIES


def _run(numbers: tuple[int, ...], found: Iterable[Piece]) -> Markup:
    body = Markup("").join(map(_html, found))
    if not numbers:
        return body
    depth = min(len(numbers), 3)
    return Markup('<mark class="depth-{}" data-evidence="{}">{}</mark>').format(
        depth, " ".join(map(str, numbers)), body
    )


def _html(piece: Piece) -> Markup:
    if not piece.hidden:
        return escape(piece.text)
    return Markup('<span class="hidden-character" title="{}">{}</span>').format(
        piece.hidden, piece.text
    )
