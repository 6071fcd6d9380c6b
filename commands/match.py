"""`markwarden match`: match texts and pictures without a crawl; JSON lines in, JSON lines out."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from casework.errors import UsageError
from commands.brand_reading import all_problems, load_brand_files, out_of_force
from commands.command_line import GlobalOptions
from commands.output import write_json_lines
from commands.protected_list import bring_in_configured
from commands.text_workers import answers
from commands.workplace import Workplace

if TYPE_CHECKING:
    from io import BufferedReader

    from matchers.watchlist import Watchlist

BrandsOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--brands",
        metavar="FILE",
        help="Use just this TOML, CSV or TSV file instead of the record's list; may be repeated.",
        show_default=False,
    ),
]
AllOption = Annotated[
    bool, typer.Option("--all", help="Give the hits below the threshold as well.")
]


def text(
    options: GlobalOptions,
    brands: BrandsOption = None,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, help="Processes that match in parallel.")
    ] = 1,
    include_all: AllOption = False,
) -> int:
    """Match the lines of standard input against the protected list.

    Each line is plain text, or JSON with "id" and "text". Each answer is one line of JSON, in the
    order of the input, written before more input is waited for: id, hits (brand, mark, mention
    score, literal, rule, span, what matched, reasons), flag and flag_score.

    A line that cannot be read is answered with its id and "error", and the run goes on; the exit
    status is 1 then.

    Examples:
        echo 'N1KE air 运动鞋' | markwarden match text
        markwarden match text --brands marks.tsv --workers 2 < titles.txt
    """
    output = options.output()
    with Workplace(options, output) as place:
        watchlist, problems = chosen_watchlist(place, brands)
        bad_lines = _match_lines(watchlist, workers, include_all=include_all)
    return 1 if problems or bad_lines else 0


def chosen_watchlist(place: Workplace, files: list[Path] | None) -> tuple[Watchlist, bool]:
    """The compiled list of the given files alone, else of the record; and whether it had problems.

    Raises:
        UsageError: no brand is left to match.
    """
    if not files:
        problems = bool(bring_in_configured(place).problems)
        watchlist = place.watchlist
    else:
        loaded = load_brand_files(files)
        found = all_problems(loaded)
        place.output.problems(found)
        problems = bool(found)
        for sentence in out_of_force(loaded, place.today):
            place.output.note(sentence)
        watchlist = place.stateless_watchlist(
            [brand for item in loaded for brand in item.content.brands]
        )
    if not watchlist.brands:
        raise UsageError("There is no brand to match: the protected list is empty.")
    return watchlist, problems


def _match_lines(watchlist: Watchlist, workers: int, *, include_all: bool) -> int:
    """Answer standard input; gives how many lines could not be read."""
    lines = cast("BufferedReader", sys.stdin.buffer)
    bad_lines = 0
    with closing(answers(lines, watchlist, workers, include_all=include_all)) as found:
        for answered, bad in found:
            bad_lines += bad
            write_json_lines(answered)
    return bad_lines
