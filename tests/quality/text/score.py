"""Prints what the text matcher finds beside its goals, and what changed since the frozen run."""

from __future__ import annotations

import json
import os
import time
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path

from matchers.watchlist import Watchlist
from tests.quality.text import cases
from tests.quality.text.evasions import GOALS
from tests.quality.text.figures import write_figures
from tests.quality.text.measures import (
    NAIVE_CUTOFF,
    RATES,
    SETTLED,
    Seen,
    Share,
    Title,
    alerts,
    by_kind,
    groups,
    literal_missed,
    literal_places,
    look,
    naive,
    near_brands,
    near_hits,
    read_titles,
    recall,
    threshold_for,
)

REFERENCE = Path(__file__).parent / "reference.json"
GROUP_GOALS = {"all": 0.85, "English": 0.93, "Chinese": 0.8, "documented and derivable": 0.85}
ALERTS_GOAL, NEAR_GOAL, PRECISION_GOAL, RECALL_GOAL = 5.0, 0.02, 0.97, 0.88
SHOWN = 12
"""How many examples of a mistake are printed; MARKWARDEN_QUALITY_ALL=1 prints all of the
development half. The held-out half is never printed."""

Measured = dict[str, float]
"""Name of a measure with its value; names that begin with "alerts" or "wrong" are better when low."""


def main(arguments: Sequence[str] = ()) -> int:
    """Print every measure beside its goal and the frozen run's."""
    parser = ArgumentParser(prog="python -m tests.quality text", description=main.__doc__)
    parser.add_argument("--write-reference", action="store_true", help="freeze this run")
    parser.add_argument(
        "--write-docs", action="store_true", help="put its figures into docs/text-matching.md"
    )
    options = parser.parse_args(arguments)
    began = time.monotonic()
    named = cases.full_list()
    marks = cases.watchlist(named)
    titles = read_titles(cases.clean_titles(), marks)
    seen = look([*cases.generated(), *cases.documented(), *cases.shared_imitations()], marks)
    print(f"{len(named)} brands loaded, {len(titles)} clean titles, {len(seen)} cases")
    if not titles:
        print("No shared titles here: alert rates, and recall at them, are skipped.")
    measured = _alerts(titles) | _recall_at_rates(titles, seen, named)
    measured |= (
        _kinds(seen) | _wrong(named, marks) | _judged(seen, titles, marks) | _literal(named, marks)
    )
    _compare(measured)
    if options.write_reference:
        kept = {name: round(value, 4) for name, value in measured.items()}
        REFERENCE.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    if options.write_docs:
        write_figures(measured, len(named))
    print(f"{time.monotonic() - began:.0f} s")
    return 0


def _mark(value: float, goal: float | None, *, low: bool = False) -> str:
    if goal is None:
        return ""
    short = value > goal if low else value < goal
    return f"  goal {'<=' if low else '>='} {goal:g}{'  SHORT' if short else ''}"


def _alerts(titles: Sequence[Title]) -> Measured:
    """Alert rates at the settled threshold, by half."""
    if not titles:
        return {}
    print(f"\nNon-literal alerts per 1,000 clean titles at {SETTLED}")
    measured = {"alerts, all titles": alerts(titles, SETTLED)}
    for name in ("development", "held out"):
        measured[f"alerts, {name} titles"] = alerts(
            [title for title in titles if cases.half(title.text) == name], SETTLED
        )
    for name, value in measured.items():
        print(f"  {name:40} {value:6.2f}{_mark(value, ALERTS_GOAL, low=True)}")
    looked = [
        title for title in titles if not cases.held_out(title.text) and title.score >= SETTLED
    ]
    _examples(f"{title.what}: {title.text}" for title in looked)
    measured["alerts, flagged titles"] = 1000 * sum(title.flag for title in titles) / len(titles)
    print(
        f"  {'flagged for review, literal ones too':40} {measured['alerts, flagged titles']:6.2f}"
    )
    return measured


def _recall_at_rates(
    titles: Sequence[Title], seen: Sequence[Seen], named: Sequence[tuple[str, str]]
) -> Measured:
    """Recall where the threshold gives at most 5 and 10 alerts per 1,000, and the naive baseline."""
    shares = groups(seen)
    columns: dict[str, dict[str, Share]] = {}
    if titles:
        for rate in RATES:
            threshold = threshold_for(titles, rate)
            head = f"<= {rate:g} ({threshold:.3f})"
            columns[head] = {group: recall(items, threshold) for group, items in shares.items()}
    columns[f"at {SETTLED}"] = {group: recall(items, SETTLED) for group, items in shares.items()}
    (alerted, tried), columns["naive"] = naive(named, [title.text for title in titles], seen)
    print(
        "\nEvasion recall at fixed alert rates per 1,000 titles (threshold), and of the naive way"
    )
    print(f"  {'':28}" + "".join(f"{head:>16}" for head in columns))
    for group in shares:
        line = "".join(f"{_share(column[group]):16.3f}" for column in columns.values())
        first = _share(next(iter(columns.values()))[group])
        print(f"  {group:28}{line}  of {len(shares[group])}{_mark(first, GROUP_GOALS.get(group))}")
    if tried:
        rate = 1000 * alerted / tried
        print(
            f"  naive: partial_ratio >= {NAIVE_CUTOFF:g}, {rate:.0f} alerts per 1,000 (of {tried})"
        )
    return {
        f"recall {head.split(' (')[0]}, {group.strip()}": _share(share)
        for head, column in columns.items()
        if head != "naive"
        for group, share in column.items()
    }


def _share(share: Share) -> float:
    return share[0] / share[1] if share[1] else 0.0


def _kinds(seen: Sequence[Seen]) -> Measured:
    """Recall by kind at the settled threshold, beside the goal."""
    print(f"\nRecall by kind at {SETTLED}")
    measured = {}
    for kind, items in by_kind(seen).items():
        share = recall(items, SETTLED)
        measured[f"kind {kind}"] = _share(share)
        print(
            f"  {kind:44} {share[0]:4} of {share[1]:4}  {_share(share):.3f}{_mark(_share(share), GOALS.get(kind))}"
        )
    missed = [item.case for item in seen if not item.found and item.case.group == "documented"]
    print("  missed of the development half of our own file:")
    _examples(
        f"{case.brand}: {case.text} ({case.kind})"
        for case in missed
        if not cases.held_out(case.text)
    )
    return measured


def _wrong(named: Sequence[tuple[str, str]], marks: Watchlist) -> Measured:
    """Hit rates on near words and near brands."""
    print("\nHits on what is near and not the mark")
    measured = {}
    texts = cases.honest()
    for name in ("development", "held out"):
        hit, _, count = near_hits((text for text in texts if cases.half(text.text) == name), marks)
        measured[f"wrong hits, near words, {name}"] = len(hit) / count
        print(
            f"  {f'honest texts, {name}':40} {len(hit):3} of {count:4}  {len(hit) / count:.3f}{_mark(len(hit) / count, NEAR_GOAL, low=True)}"
        )
        if name == "development":
            _examples(hit)
    taken, count = near_brands(named)
    measured["wrong hits, near brands"] = len(taken) / count
    print(
        f"  {'each half of the list against the other':40} {len(taken):3} of {count:4}  {len(taken) / count:.3f}{_mark(len(taken) / count, NEAR_GOAL, low=True)}"
    )
    _examples(taken)
    return measured


def _judged(seen: Sequence[Seen], titles: Sequence[Title], marks: Watchlist) -> Measured:
    """Precision and recall of "should a reviewer see it": own imitations against honest texts."""
    print("\nShould a reviewer see it (our own file of imitations against honest texts)")
    measured: Measured = {}
    for name in ("development", "held out"):
        wanted = [
            item for item in seen
            if item.case.group == "documented" and item.case.derivable and cases.half(item.case.text) == name
        ]  # fmt: skip
        _, wrong, _ = near_hits(
            (text for text in cases.honest() if cases.half(text.text) == name), marks
        )
        right = sum(item.flag for item in wanted)
        precision, found = right / max(right + len(wrong), 1), right / len(wanted)
        measured |= {f"flag precision, {name}": precision, f"flag recall, {name}": found}
        print(
            f"  {name:20} precision {precision:.3f}{_mark(precision, PRECISION_GOAL)}, recall {found:.3f}{_mark(found, RECALL_GOAL)}"
        )
        if name == "development":
            _examples(f"flagged: {text}" for text in wrong)
            _examples(
                f"not flagged: {item.case.text}" for item in wanted if item.found and not item.flag
            )
    return measured


def _literal(named: Sequence[tuple[str, str]], marks: Watchlist) -> Measured:
    """Literal mentions missed: every brand, in every form, put into a title."""
    texts = cases.clean_titles() or [text.text for text in cases.honest()]
    missed, doubted, count = literal_missed(literal_places(named, texts), marks)
    print(
        f"\nLiteral mentions put into titles: {len(missed)} of {count} missed{_mark(len(missed), 0, low=True)}, {len(doubted)} found but not as literal at that place"
    )
    _examples(missed)
    _examples(doubted)
    return {
        "wrong: literal missed": float(len(missed)),
        "wrong: literal not so called": float(len(doubted)),
    }


def _examples(lines: Iterable[str]) -> None:
    kept = list(lines)
    shown = kept if os.environ.get("MARKWARDEN_QUALITY_ALL") else kept[:SHOWN]
    for line in shown:
        print(f"      {line}")
    if len(kept) > len(shown):
        print(f"      and {len(kept) - len(shown)} more (MARKWARDEN_QUALITY_ALL=1)")


def _compare(measured: Measured) -> None:
    """Print what improved or worsened since the frozen run."""
    before = json.loads(REFERENCE.read_text("utf-8")) if REFERENCE.exists() else {}
    counts = {"improved": 0, "same": 0, "worsened": 0, "new": 0}
    print("\nSince the frozen run")
    for name, value in measured.items():
        change = _change(name, round(value, 4), before.get(name))
        counts[change] += 1
        if change in {"improved", "worsened"}:
            print(f"  {name:48} {change}: {before[name]:g} -> {value:.4g}")
    print("  " + ", ".join(f"{number} {change}" for change, number in counts.items()))


def _change(name: str, value: float, before: float | None) -> str:
    if before is None:
        return "new"
    if value == before:
        return "same"
    better = value < before if name.startswith(("alerts", "wrong")) else value > before
    return "improved" if better else "worsened"
