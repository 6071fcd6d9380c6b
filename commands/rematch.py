"""`markwarden rematch`: judge stored listings anew for brands that were added or changed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from commands.command_line import GlobalOptions
from commands.follow import ElasticsearchFollower
from commands.progress import progress
from commands.protected_list import bring_in_configured
from commands.workplace import Workplace


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
        with progress(output, "Matching") as show:
            report = match_stored(
                place.record,
                place.embedded_search,
                place.watchlist,
                wanted,
                place.now,
                lambda so_far: show(so_far.listings, so_far.total, f"{so_far.new_flags} new flags"),
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
