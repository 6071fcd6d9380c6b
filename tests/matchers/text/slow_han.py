"""A slow, obvious twin of the Chinese rules: every window of a text against every mark.

It says where a mark is written otherwise, not how surely: it holds where no veto speaks, in texts
without gaps and of characters that make no common word with one another.
"""

from __future__ import annotations

from collections.abc import Iterable

from matchers.text.sounds import fuzzy_class
from matchers.text.tables import kinds, readings, shapes


def slow_han_brands(text: str, names: Iterable[str]) -> set[str]:
    """The names that some window of the text means by any of the Chinese rules."""
    return {name for name in names if any(means(window, name) for window in windows(text, name))}


def slow_han_doubts(text: str, names: Iterable[str]) -> set[str]:
    """The names of three characters of which only the middle one is missing somewhere.

    Whether two characters are enough is a matter of the score, so they may be found or not.
    """
    return {name for name in names if len(name) == 3 and name[0] + name[2] in text}


def windows(text: str, name: str) -> Iterable[str]:
    """All parts of a text that are as long as the name, or one shorter or longer."""
    for size in range(len(name) - 1, len(name) + 2):
        for start in range(len(text) - size + 1):
            yield text[start : start + size]


def means(window: str, name: str) -> bool:
    """Whether a window is the name, or the name by one of the rules."""
    if len(window) == len(name):
        return window == name or _same_length(window, name)
    if len(window) > len(name):
        return len(name) > 2 and any(
            window[:i] + window[i + 1 :] == name for i in range(1, len(window) - 1)
        )
    return len(name) > 3 and any(name[:i] + name[i + 1 :] == window for i in range(len(name)))


def _same_length(window: str, name: str) -> bool:
    pairs = list(zip(window, name, strict=True))
    changed = [(written, meant) for written, meant in pairs if written != meant]
    if all(_sound_alike(written, meant) for written, meant in changed):
        return True
    if len(name) == 3 and (_two_steps(window, name) or _two_similar(changed)):
        return True
    if _turned(window, name) or _repeated_changed(window, name):
        return True
    return len(changed) == 1 and (
        len(name) > 2
        or _looks_alike(*changed[0])
        or changed[0][0] in kinds().get(changed[0][1], ())
    )


def _two_steps(window: str, name: str) -> bool:
    """Whether the name sounds so with one character, once or each time, replaced by one of like shape."""
    said = [_usual_sound(c) for c in window]
    for place, meant in enumerate(name):
        for other in _likest(meant):
            once = name[:place] + other + name[place + 1 :]
            if said in (
                [_usual_sound(c) for c in way] for way in (once, name.replace(meant, other))
            ):
                return True
    return False


def _two_similar(changed: list[tuple[str, str]]) -> bool:
    """Whether two characters are replaced, each by the one that it is clearly likest to in shape."""
    return len(changed) == 2 and all(
        _clearly_likest(meant) == written for written, meant in changed
    )


def _clearly_likest(meant: str) -> str:
    likest = _likest(meant)[:1]
    return likest[0] if likest and shapes()[meant][likest[0]] >= 0.6 else ""


def _likest(meant: str) -> list[str]:
    return list(shapes().get(meant, {}))[:2]


def _turned(window: str, name: str) -> bool:
    """Whether two neighbours are swapped, or three and more characters rotated."""
    swaps = {name[:i] + name[i + 1] + name[i] + name[i + 2 :] for i in range(len(name) - 1)}
    turns = {name[i:] + name[:i] for i in range(1, len(name))} if len(name) > 2 else set()
    return window in swaps | turns


def _repeated_changed(window: str, name: str) -> bool:
    """Whether a repeated character is changed to one of like shape wherever it stands: 娃恰恰."""
    return any(
        name.count(c) > 1 and window == name.replace(c, other)
        for c in set(name)
        for other in shapes().get(c, {})
    )


def _sound_alike(one: str, other: str) -> bool:
    return _usual_sound(one) in {fuzzy_class(syllable) for syllable in readings().get(other, ())}


def _usual_sound(character: str) -> str:
    return fuzzy_class(readings()[character][0]) if character in readings() else character


def _looks_alike(written: str, meant: str) -> bool:
    return written in shapes().get(meant, {})
