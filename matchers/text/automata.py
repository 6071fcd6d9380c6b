"""The automata over the views of a list: all its spellings by view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matchers.text.automaton import Automaton, Targets, add_target
from matchers.text.entries import MarkEntry
from matchers.text.variants import Rule, View, spellings

_RULE_BITS = 4
_RULE_MASK = (1 << _RULE_BITS) - 1


class Spellings(Automaton):
    """An automaton whose patterns stand for an entry and the rule that made the spelling."""

    def meant(self, pattern: int) -> Iterator[tuple[int, Rule]]:
        """Entry numbers and rules of a pattern."""
        for packed in self.targets(pattern):
            yield packed >> _RULE_BITS, Rule(packed & _RULE_MASK)


def build_automata(entries: Sequence[MarkEntry]) -> dict[View, Spellings]:
    """One automaton for each view."""
    patterns: dict[View, dict[str, Targets]] = {view: {} for view in View}
    for number, entry in enumerate(entries):
        for spelling in spellings(entry):
            packed = number << _RULE_BITS | spelling.rule
            add_target(patterns[spelling.view], spelling.text, packed)
    # One after the other, so that the patterns of a view are gone before the next one is compiled.
    return {view: Spellings(patterns.pop(view)) for view in View}
