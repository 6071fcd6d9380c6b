"""`markwarden explain text` and `markwarden variants`: why a text is (not) flagged; what is covered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from commands.command_line import GlobalOptions
from commands.explanation_lines import headline, hit_lines, reason_lines
from commands.match import BrandsOption, chosen_watchlist
from commands.output import Output
from commands.workplace import Workplace


def text(
    options: GlobalOptions,
    words: Annotated[str, typer.Argument(metavar="TEXT", help="The text to explain.")],
    brand: Annotated[str, typer.Option("--brand", help="The brand's id.", show_default=False)],
    brands: BrandsOption = None,
) -> int:
    """Explain every hit of one brand in a text, character by character, and why it is not flagged.

    Hits below the threshold are shown with what lowered them; where nothing was hit, the passage
    nearest to each name is shown with what is missing.

    Examples:
        markwarden explain text 'N1KE air 运动鞋' --brand nike
    """
    from matchers.explanation import explain_text

    output = options.output()
    with Workplace(options, output) as place:
        watchlist, problems = chosen_watchlist(place, brands)
        found = explain_text(words, watchlist, brand)
    output.record(found)
    output.answer(headline(found))
    for sentence in found.why_not:
        output.answer(sentence)
    for hit in found.hits:
        for line in hit_lines(hit):
            output.answer(line)
    _table(output, [(p.against, p.matched, f"{p.likeness:.2f}", p.why) for p in found.nearest])
    for line in reason_lines(found):
        output.answer(line)
    output.answer(f"Versions: {', '.join(found.versions)}")
    return 1 if problems else 0


def _table(output: Output, rows: Sequence[tuple[str, ...]]) -> None:
    if rows:
        output.table(("name", "nearest passage", "likeness", "why it is no hit"), rows)


def variants(
    options: GlobalOptions,
    brand: Annotated[str, typer.Argument(metavar="BRAND", help="The brand's id.")],
    brands: BrandsOption = None,
) -> int:
    """Show which spellings of a brand's names are covered, rule by rule, with examples.

    Examples:
        markwarden variants nike
    """
    from matchers.text.covered import covered

    output = options.output()
    with Workplace(options, output) as place:
        watchlist, problems = chosen_watchlist(place, brands)
    watchlist.brand(brand)  # an unknown id is an error that names near ones
    found = [
        item
        for entry in watchlist.marks.entries
        if entry.brand_id == brand
        for item in covered(entry)
    ]
    output.record({"brand": brand, "covered": found})
    output.table(
        ("name", "rule", "examples", "note"),
        [(item.name, item.rule, "  ".join(item.examples), item.note) for item in found],
        title=f"Spellings of {brand} that are found",
    )
    return 1 if problems else 0
