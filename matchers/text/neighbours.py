"""Symmetric deletes and sound keys: near Latin words found at a cost that no list makes longer.

Two words are within k edits only if some deletion of at most k letters from each gives the same
string (the SymSpell idea), so a look-up of the text's own deletions finds every near mark.
"""

from __future__ import annotations

import re

ONE_EDIT = 5
TWO_EDITS = 9
SHORTEST = 4
LONGEST = 24
"""Lengths of a mark, in letters: 4 takes only swapped and doubled letters, from 5 one edit, from 9
two; words longer than 24 letters are compared exactly only."""

LIKENESS_SHORTEST = 6
"""Letters from which a word may be found by its sound or look as a whole."""

_LOOKS = str.maketrans("dpqgeoahnrvwzxjfty", "bbbbccchmmuussllll")
_SOUNDS = str.maketrans("cqgxzweouyl", "kkkssvaaaaa", "h")
_DOUBLES = re.compile(r"(.)\1+")


def edits_allowed(length: int) -> int:
    """How many edits away from a mark of that many letters a word may be and still mean it."""
    if length < SHORTEST or length > LONGEST:
        return 0
    return 1 if length < TWO_EDITS else 2


def deletions(word: str, count: int) -> list[str]:
    """The word with 0 to `count` (0, 1 or 2) letters left out, some spellings repeatedly."""
    size = len(word)
    found = [word]
    if count:
        found += [word[:place] + word[place + 1 :] for place in range(size)]
    if count > 1:
        for second in range(1, size):
            head, tail = word[:second], word[second + 1 :]
            found += [head[:first] + head[first + 1 :] + tail for first in range(second)]
    return found


def mark_keys(squeezed: str) -> set[str]:
    """Keys under which a Latin mark is filed."""
    keys = set(deletions(squeezed, edits_allowed(len(squeezed))))
    if LIKENESS_SHORTEST <= len(squeezed) <= LONGEST:
        keys.update(likeness_keys(squeezed))
    return keys


def word_keys(squeezed: str) -> list[str]:
    """Keys under which a word of a text is looked up: it may be up to two letters shorter.

    A word shorter than the marks that allow two edits has spent one of them on its length, so
    leaving out one of its letters is enough.
    """
    size = len(squeezed)
    if size < SHORTEST - 1 or size > LONGEST + 2:
        return []
    keys = deletions(squeezed, 2 if size >= TWO_EDITS else 1)
    if size >= LIKENESS_SHORTEST:
        keys += likeness_keys(squeezed)
    return keys


def likeness_keys(squeezed: str) -> tuple[str, str]:
    """Keys that words share which sound alike in English, or look alike letter by letter.

    They find marks changed in several places at once: Sunyericcsun, abibas. In the sound key
    consonants count by sound, vowels inside are one class and doubled letters one letter; l stands
    for i in a skeleton, so it counts as a vowel.
    """
    sounds = squeezed.replace("ph", "f")
    sounds = sounds[0] + _DOUBLES.sub(r"\1", sounds[1:].translate(_SOUNDS))
    return "~" + sounds, "=" + squeezed.translate(_LOOKS)
