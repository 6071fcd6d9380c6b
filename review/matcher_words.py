"""Words for the matchers' codes: rules, readings, edits and picture transforms.

The matchers may learn new ones; a code that is not here is shown as it is, with spaces.
"""

from __future__ import annotations

import re
from decimal import Decimal

from casework.evidence import Detail
from review.explanation import REASONS
from review.i18n import Language, message
from review.wording import ALIAS_KINDS, code_words

RULES: dict[str, str] = {
    "exact": message("exactly as listed"),
    "same skeleton": message("read through look-alikes and separators"),
    "look alike letters": message("letters that look like others"),
    "split character": message("one character written as two"),
    "reordered": message("characters in another order"),
    "similar shape": message("characters of similar shape"),
    "of one kind": message("a character of the same kind"),
    "sound": message("same sound"),
    "pinyin": message("written in pinyin"),
    "letters": message("spelled nearly the same"),
    "one character": message("one character differs"),
    "inserted": message("one character put in"),
    "dropped": message("one character left out"),
    "masked": message("characters masked"),
    "phash": message("same picture by perceptual hash"),
    "pdq": message("same picture by PDQ hash"),
    "rootsift": message("same picture by local features"),
    "phash64": message("same picture by perceptual hash"),
    "text": message("read in a picture"),
}
"""The way a match was found."""

READINGS: dict[str, str] = {
    "fold": message("case and width undone"),
    "skeleton": message("look-alikes and separators undone"),
    "words": message("word by word"),
    "pinyin": message("by sound"),
    "whole": message("whole picture"),
    "trimmed": message("picture without its border"),
    "panel": message("one panel of the picture"),
    "tile": message("one part of the picture"),
}
"""The view of text or picture in which it was found."""

EDITS: dict[str, str] = {
    "homoglyph": message("look-alike from another script"),
    "look-alike letter": message("look-alike letter"),
    "letters that look like another": message("look-alike letter"),
    "leet": message("digit or sign for a letter"),
    "separator": message("separator put in"),
    "hidden character": message("hidden character put in"),
    "inserted": message("character put in"),
    "doubled": message("character doubled"),
    "dropped": message("character left out"),
    "swapped": message("characters swapped"),
    "replaced": message("character replaced"),
    "repeated": message("character of the mark repeated"),
    "reordered": message("characters in another order"),
    "vowel": message("other vowel"),
    "homophone": message("same sound"),
    "near sound": message("similar sound"),
    "of one kind": message("says something of the same kind"),
    "shape": message("similar shape"),
    "sound and shape": message("similar sound and shape"),
    "looks or sounds alike": message("looks or sounds alike"),
    "traditional form": message("traditional form"),
    "split character": message("one character written as two"),
    "pinyin": message("written in pinyin"),
    "mask": message("character masked"),
}
"""Why a difference is read as the mark."""

DETAILS: dict[str, str] = {
    "reference": message("reference"),
    "kind": message("likeness"),
    "transform": message("turned"),
    "false flags per picture": message("false flags per picture"),
    "distance": message("distance"),
    "inliers": message("points that agree"),
    "alike": message("share of the details that look the same"),
    "similarity": message("similarity"),
    "share of the picture": message("share of the picture"),
    "share of the reference": message("share of the reference"),
    "quality": message("quality"),
    "rule": message("found"),
    "versions": message("versions"),
    "veto": message("spoken against by"),
    "goods": message("goods as the mark's"),
    "other goods": message("other goods than the mark's"),
}

VALUES: dict[tuple[str, str], str] = {
    ("kind", "exact"): message("the same bytes or bits"),
    ("kind", "near"): message("nearly the same"),
    ("kind", "crop"): message("cut out"),
    ("kind", "panel"): message("one panel of several"),
    ("kind", "local"): message("in its details"),
    ("transform", "same"): message("not at all"),
    ("transform", "rotated-90"): message("90° clockwise"),
    ("transform", "rotated-180"): message("180°"),
    ("transform", "rotated-270"): message("90° anticlockwise"),
    ("transform", "flipped"): message("upside down"),
    ("transform", "mirrored"): message("mirrored"),
    ("transform", "mirrored-rotated-90"): message("mirrored, 90° clockwise"),
    ("transform", "mirrored-rotated-270"): message("mirrored, 90° anticlockwise"),
}

_BITS = re.compile(r"(\d+) bits")
_TINY = re.compile(r"[1-9](\.\d+)?e-\d{1,2}")
_GRADED = re.compile(r"(?P<code>.+?)(?P<grade> \d\.\d+)?")


def rule_name(rule: str, language: Language) -> str:
    """How a match was found; aliases are called by their kind."""
    if rule in RULES:
        return language.say(RULES[rule])
    kinds = {f"{kind} alias": name for kind, name in ALIAS_KINDS.items()}
    if rule in kinds:
        return language.say(message("by another name: %(kind)s"), kind=language.say(kinds[rule]))
    return code_words(rule)


def reading_name(view: str, language: Language) -> str:
    """In which view of the text or picture it was found."""
    return language.say(READINGS[view]) if view in READINGS else code_words(view)


def detail_text(detail: Detail, language: Language) -> str:
    """One fact of an explanation, e.g. `look-alike letter: 1 → i`.

    The text matcher names edits `edit 1` with a value `homoglyph: 1 → i`, some with a grade (`shape
    0.72: …`), and words that speak about the mark `context replica` with the word itself.
    """
    kind, _, rest = detail.name.partition(" ")
    if kind == "edit":
        return _edit(detail.value, language)
    if kind == "context" and rest in REASONS:
        return f"{language.say(REASONS[rest].name)}: {detail.value}"
    name = DETAILS.get(detail.name)
    shown_name = language.say(name) if name else code_words(detail.name)
    return f"{shown_name}: {_value(detail, language)}"


def _value(detail: Detail, language: Language) -> str:
    known = VALUES.get((detail.name, detail.value))
    if known:
        return language.say(known)
    if detail.name == "rule":
        return rule_name(detail.value, language)
    if found := _BITS.fullmatch(detail.value):
        return language.say(message("%(number)s bits"), number=found[1])
    if _TINY.fullmatch(detail.value):
        # Nobody reads 8e-08; to two digits, as the matcher gives it.
        one_in = Decimal(f"{1 / float(detail.value):.2g}")
        return language.say(message("1 in %(number)s"), number=language.number(int(one_in)))
    return detail.value


def _edit(value: str, language: Language) -> str:
    why, _, change = value.partition(": ")
    found = _GRADED.fullmatch(why)
    code, grade = (found["code"], found["grade"] or "") if found else (why, "")
    return f"{language.say(EDITS[code]) if code in EDITS else code_words(code)}{grade}: {change}"
