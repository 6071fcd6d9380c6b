"""The automata over the views of a list: all its spellings by view."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matchers.text.automaton import Automaton, Targets, add_target
from matchers.text.entries import MarkEntry
from matchers.text.variants import Rule, View, spellings

_RULE_BITS = 4
_RULE_MASK = (1 << _RULE_BITS) - 1
_RULES = tuple(Rule)


class Spellings(Automaton):
    """An automaton whose patterns stand for an entry and the rule that made the spelling."""

    def meant(self, pattern: int) -> Sequence[tuple[int, Rule]]:
        """Entry numbers and rules of a pattern."""
        return [
            (packed >> _RULE_BITS, _RULES[packed & _RULE_MASK]) for packed in self.targets(pattern)
        ]


def build_automata(entries: Sequence[MarkEntry], pairs: Iterable[str]) -> dict[View, Spellings]:
    """One automaton for each view; that of the skeletons finds some pairs of characters too.

    One after the other, because the patterns of a long list take more memory than its automata: the
    spellings are made anew for each view, and are gone before the next one.
    """
    return {
        view: Spellings(_patterns(entries, view), pairs if view is View.SKELETON else ())
        for view in View
    }


def _patterns(entries: Sequence[MarkEntry], view: View) -> dict[str, Targets]:
    patterns: dict[str, Targets] = {}
    for number, entry in enumerate(entries):
        for rule, text in spellings(entry, view):
            add_target(patterns, text, number << _RULE_BITS | rule)
    return patterns
