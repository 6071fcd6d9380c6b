"""`markwarden rematch`: judge stored listings anew for brands that were added or changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from commands.command_line import GlobalOptions
from commands.follow import ElasticsearchFollower
from commands.output import Output
from commands.protected_list import bring_in_configured
from commands.workplace import Workplace

if TYPE_CHECKING:
    from index.rematch import RematchReport

_EVERY = 5_000
"""Listings between two plain lines of progress."""


def rematch(
    options: GlobalOptions,
    brand: Annotated[
        list[str] | None,
        typer.Option(
            "--brand", help="A brand's id; may be repeated. Default: all.", show_default=False
        ),
    ] = None,
) -> int:
    """Match stored listings against the protected list as it is now, without a crawl.

    Brand files that changed are brought in first. New evidence raises flags; where evidence is gone
    open flags lapse; decisions are not touched, and a decided flag opens again only where what
    matched has changed.

    Examples:
        markwarden rematch --brand nike
    """
    from index.rematch import rematch as match_stored

    output = options.output()
    with Workplace(options, output) as place:
        changes = bring_in_configured(place)
        known = {item.brand_id for item in place.record.brands.all()}
        for brand_id in brand or ():
            place.record.brands.get(brand_id)  # an unknown id is an error that names near ones
        wanted = set(brand or ()) or known | set(changes.removed)
        with _following(output) as on_progress:
            report = match_stored(
                place.record,
                place.embedded_search,
                place.watchlist,
                wanted,
                place.now,
                on_progress,
            )
        follower = ElasticsearchFollower(place)
        follower.finish()
    output.record(asdict(report))
    output.answer(
        f"{report.listings} listings matched against {len(wanted & known)} brands: "
        f"{report.new_flags} new flags, {report.reopened_flags} opened again, "
        f"{report.lapsed_flags} lapsed."
    )
    return 1 if changes.problems else 0


@contextmanager
def _following(output: Output) -> Iterator[Callable[[RematchReport], None]]:
    if output.live is None:
        yield (
            lambda report: (
                output.note(f"{report.listings} of {report.total} listings")
                if report.listings % _EVERY == 0
                else None
            )
        )
        return
    bar = Progress(
        TextColumn("Matching"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[flags]} new flags"),
        TimeRemainingColumn(),
        console=output.live,
        transient=True,
    )
    with bar:
        task = bar.add_task("", total=None, flags=0)
        yield lambda report: bar.update(
            task, completed=report.listings, total=report.total, flags=report.new_flags
        )
