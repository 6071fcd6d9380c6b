"""The spellings of a mark that are covered, by rule with examples: what a rights holder can expect."""

from __future__ import annotations

from dataclasses import dataclass

from matchers.text.deletions import LONGEST, edits_allowed
from matchers.text.entries import MarkEntry
from matchers.text.neighbours import KEPT, LONG, THREE_EDITS
from matchers.text.tables import readings, shapes
from matchers.text.variants import SHORT, Rule, View, spellings

_EXAMPLES = 12
_FULL_WIDTH = 0xFEE0


@dataclass(frozen=True, slots=True)
class Covered:
    """Spellings of one name that one rule finds. `examples` are some of them, `note` the limits."""

    name: str
    rule: str
    examples: tuple[str, ...]
    note: str = ""


def covered(entry: MarkEntry) -> tuple[Covered, ...]:
    """All rules that apply to an entry, exact ones first."""
    name = entry.text
    if entry.slang:
        plain = _each_once(name, name.upper())
        return (Covered(name, "exact", plain, "slang is taken as written only"),)
    found = [
        Covered(name, "exact", _each_once(name, name.upper(), _wide(name), " ".join(name))),
    ]
    if entry.latin and len(entry.squeezed) <= SHORT:
        return (*found, Covered(name, "same skeleton", (), "too short for any other spelling"))
    found.append(_skeleton(entry))
    made = list(spellings(entry, View.SKELETON))
    for rule in Rule:
        texts = tuple(text for by, text in made if by is rule)
        if rule is Rule.LOOK_ALIKE_LETTERS:
            texts = tuple(_as_written(entry, text) for text in texts)
        if rule is Rule.PINYIN and texts:
            found.append(Covered(name, rule.label, _pinyin(entry.plain)))
        elif rule is not Rule.EXACT and texts:
            notes = [f"{len(texts)} spellings"] if len(texts) > _EXAMPLES else []
            if rule is Rule.OF_ONE_KIND:
                notes.append("beside goods of the mark")
            found.append(Covered(name, rule.label, texts[:_EXAMPLES], ", ".join(notes)))
    found.extend(_near_latin(entry) if entry.latin else _near_han(entry))
    middle = _middle(name) or 1
    found.append(Covered(name, "masked", (name[:middle] + "*" + name[middle + 1 :],)))
    return tuple(found)


def _each_once(*texts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _as_written(entry: MarkEntry, imitation: str) -> str:
    """An imitation of the mark's skeleton with the mark's own letters where it changes none."""
    own = "".join(filter(str.isalnum, entry.folded))
    skeleton = entry.squeezed
    if len(own) != len(skeleton):
        return imitation
    before = _shared(skeleton, imitation)
    after = _shared(skeleton[before:][::-1], imitation[before:][::-1])
    return own[:before] + imitation[before : len(imitation) - after] + own[len(own) - after :]


def _shared(one: str, other: str) -> int:
    """How many characters two texts share at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _pinyin(mark: str) -> tuple[str, ...]:
    """The mark in pinyin, whole and for each character alone."""
    usual = [readings().get(character, (character,))[0] for character in mark]
    each = (mark[:i] + usual[i] + mark[i + 1 :] for i in range(len(mark)))
    return ("".join(usual), *each)


def _wide(name: str) -> str:
    return "".join(chr(ord(c) + _FULL_WIDTH) if "!" <= c <= "~" else c for c in name)


def _middle(name: str) -> int:
    """The place of the middle character of the longest word."""
    word = max(name.split(), key=len)
    return name.index(word) + len(word) // 2 - (len(word) % 2 == 0)


def _skeleton(entry: MarkEntry) -> Covered:
    name = entry.text
    examples = ["-".join(name), "\u200b".join(name), "".join(c + "\u0301" for c in name)]
    if entry.latin:
        table = str.maketrans("aeiosl", "431051")
        examples.append(name.lower().translate(table))
    note = "separators, invisible characters, accents, look-alike letters, traditional forms"
    return Covered(name, "same skeleton", tuple(examples), note)


def _near_latin(entry: MarkEntry) -> list[Covered]:
    name, allowed = entry.text, edits_allowed(len(entry.squeezed))
    if not allowed:
        return []
    middle = _middle(name)
    examples = [
        name[:middle] + name[middle + 1] + name[middle] + name[middle + 2 :],
        name[:middle] + name[middle] + name[middle:],
    ]
    other = name[:middle] + ("E" if name.isupper() else "e") + name[middle + 1 :]
    if len(entry.squeezed) > SHORT + 1:
        examples += [name[:middle] + name[middle + 1 :], other]
        note = f"up to {allowed} changed, dropped or added letter{'s' if allowed > 1 else ''}"
        if LONG <= len(entry.squeezed) <= LONGEST:
            note += f", or {THREE_EDITS} left out behind the first {KEPT}"
    else:
        examples.append(other)
        note = "swapped or doubled letters, or one replaced beside goods of the mark"
    changed = tuple(example for example in examples if example != name)
    return [Covered(name, "letters", changed, note)]


def _near_han(entry: MarkEntry) -> list[Covered]:
    mark = entry.plain
    if not entry.han or len(mark) < 2:
        return []
    usual = readings()
    sounds = [
        mark[:place] + other + mark[place + 1 :]
        for place, character in enumerate(mark)
        for other in shapes()
        if other != character and other in usual and usual[other][0] == usual[character][0]
    ]
    found = [
        Covered(entry.text, "sound", tuple(sounds[:_EXAMPLES]), "any characters of like sound")
    ]
    if len(mark) > 2:
        alike = tuple(
            mark[:place] + other + mark[place + 1 :]
            for place, character in enumerate(mark)
            for other in list(shapes().get(character, {}))[:4]
        )
        found.append(
            Covered(entry.text, "one character", alike, "any one character, like ones more surely")
        )
        found.append(Covered(entry.text, "inserted", (f"{mark[0]}的{mark[1:]}",)))
    if len(mark) > 3:
        found.append(Covered(entry.text, "dropped", (mark[:1] + mark[2:], mark[:-1])))
    return found
