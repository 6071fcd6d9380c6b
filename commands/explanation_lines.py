"""The lines of `markwarden explain text` for people: figures named, and edits of one kind told once."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matchers.explaining.hits import HitExplanation, Masked
    from matchers.explaining.steps import ScoreStep
    from matchers.explanation import TextExplanation
    from matchers.text.hit import Edit, Goods

_ALPHABETS = (
    ("MATHEMATICAL ", "mathematical letters"),
    ("FULLWIDTH ", "full-width letters"),
    ("CIRCLED ", "circled letters"),
    ("NEGATIVE CIRCLED ", "circled letters"),
    ("SQUARED ", "letters in squares"),
    ("NEGATIVE SQUARED ", "letters in squares"),
    ("PARENTHESIZED ", "letters in brackets"),
    ("REGIONAL INDICATOR ", "letters of flags"),
    ("SUPERSCRIPT ", "raised letters"),
    ("CYRILLIC ", "Cyrillic letters"),
    ("GREEK ", "Greek letters"),
    ("ARMENIAN ", "Armenian letters"),
    ("CHEROKEE ", "Cherokee letters"),
    # The mathematical alphabets have holes where Unicode had these letters before.
    ("SCRIPT ", "mathematical letters"),
    ("DOUBLE-STRUCK ", "mathematical letters"),
    ("BLACK-LETTER ", "mathematical letters"),
    ("PLANCK CONSTANT", "mathematical letters"),
)
"""How the Unicode names of letters begin that pass for Latin ones, and what to call such letters."""

_WIDE = re.compile("[\uff21-\uff3a\uff41-\uff5a]")
_FEW = 3  # other names that fit a mask


def headline(found: TextExplanation) -> str:
    """Whether a reviewer is shown the text, with the score that decided it and its threshold."""
    from matchers.explaining.why_not import told_apart

    if found.flag or found.mention_score:
        shown = f"shown from {found.shown_from:.2f}"
        return (
            f"{'Flagged' if found.flag else 'Not flagged'}: mention {found.mention_score:.2f}, "
            f"infringement {found.infringement_score:.2f} ({found.tier}, {shown})"
        )
    if found.best_mention:
        best, least = told_apart(found.best_mention, found.counted_from)
        return f"Not flagged: best mention {best}, below the {least} from which one counts"
    return "Not flagged: no mention"


def hit_lines(hit: HitExplanation) -> Iterator[str]:
    """One hit: where and by which rule, then spelling, context words and the steps of its score."""
    yield (
        f"{hit.matched!r} at {hit.span[0]} to {hit.span[1]} means {hit.against!r} ({hit.alias}) "
        f"by rule {hit.rule!r} in view {hit.view!r}, score {hit.score:.2f}"
    )
    yield from (f"  {line}" for line in _spelling_lines(hit))
    for note in hit.context:
        standing = f", {note.standing}" if note.standing else ""
        yield f"  context {note.words!r}: {note.signal} ({note.weight:+.1f}{standing})"
    if hit.steps and hit.spelling is not None:
        yield f"  spelling in its place: {hit.spelling:.2f}"
    yield from (f"  {_step_line(step, hit)}" for step in hit.steps)


def _spelling_lines(hit: HitExplanation) -> Iterator[str]:
    if hit.masked is not None:
        (edit,) = hit.edits
        yield f"{edit.why}: {edit.written} for {edit.meant} ({_mask_facts(hit.masked)})"
    elif hit.edits:
        yield from edit_lines(hit.edits, hit.matched)
    elif hit.evasive and _WIDE.search(hit.matched):
        yield f"full-width letters: {hit.matched} for {hit.against}"
    elif hit.evasive and len(hit.matched.split()) > len(hit.against.split()):
        yield f"pulled apart: {hit.matched} for {hit.against}"


def _mask_facts(masked: Masked) -> str:
    shown, others = masked.shown, masked.others
    facts = f"{shown} of {masked.size} characters shown"
    if others:
        listed = ", ".join(others[:_FEW]) + (" ..." if len(others) > _FEW else "")
        return f"{facts}; of the list fits too: {listed}"
    return f"{facts}, which fits other names too" if shown == 1 else facts


def edit_lines(edits: Sequence[Edit], matched: str) -> Iterator[str]:
    """The edits of a hit; letters of one alphabet, and the same edit again, are told once."""
    alphabets = {_alphabet(edit) for edit in edits}
    if len(edits) > 1 and len(alphabets) == 1 and "" not in alphabets:
        runs = _runs(edits, matched)
        yield f"{alphabets.pop()}: {', '.join(f'{written} for {meant}' for written, meant in runs)}"
        return
    for edit, count in Counter(edits).items():
        times = f" ({count} times)" if count > 1 else ""
        yield f"{edit.why}: {edit.written or 'nothing'} for {edit.meant or 'nothing'}{times}"


def _alphabet(edit: Edit) -> str:
    """What to call the letters that a foreign letter is one of; empty for any other edit."""
    if edit.why != "homoglyph" or len(edit.written) != 1:
        return ""
    name = unicodedata.name(edit.written, "")
    return next((called for begun, called in _ALPHABETS if name.startswith(begun)), "")


def _runs(edits: Sequence[Edit], matched: str) -> list[tuple[str, str]]:
    """The edited letters that stand side by side, and what they are read as, run by run."""
    runs: list[tuple[str, str]] = []
    place = -1
    for edit in edits:
        there = matched.index(edit.written, place + 1)
        if runs and there == place + 1:
            written, meant = runs.pop()
            runs.append((written + edit.written, meant + edit.meant))
        else:
            runs.append((edit.written, edit.meant))
        place = there
    return runs


def _step_line(step: ScoreStep, hit: HitExplanation) -> str:
    from matchers.explaining.steps import GOODS, step_in_words
    from matchers.text.bits import SUREST

    if step.what == GOODS and hit.goods is not None:
        no_surer = f", no surer than {SUREST}" if step.most else ""
        return f"{_goods(hit.goods, hit)} ({step.gain:+.2f}{no_surer})"
    return f"veto: {step_in_words(step, hit.normalised)}"


def _goods(goods: Goods, hit: HitExplanation) -> str:
    from matchers.text.goods.tables import class_names

    said = f"goods {goods.word!r}: class {goods.nice_class} ({class_names()[goods.nice_class][0]})"
    if goods.fits:
        return f"{said}, the mark's by {hit.classes_from}"
    classes = ", ".join(map(str, hit.classes))
    return f"{said}, not the mark's, which are {classes} by {hit.classes_from}"


def reason_lines(found: TextExplanation) -> Iterator[str]:
    """The reasons with their weights, and how they make the infringement score."""
    for reason in found.reasons:
        yield f"Reason {reason.code} ({reason.weight:+.2f}): {reason.subject}"
    if found.reasons:
        total = found.start + sum(reason.weight for reason in found.reasons)
        yield (
            f"Infringement {found.infringement_score:.2f}: {total:+.2f} in log-odds, "
            f"with {found.start:+.2f} for a bare mention"
        )
