"""`markwarden flags`: the flags that wait for a person, with both scores and the reasons."""

from __future__ import annotations

from dataclasses import asdict
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casework.decision import Verdict
from casework.evidence import Evidence, TextSpan
from casework.flag import FlagState, Reason, Tier
from casework.queue import FlagPage, FlagQuery, FlagRow, IndexedFlag, IndexedFlagPage
from commands.command_line import GlobalOptions
from commands.engines import CursorOption, Engine, FlagEngineOption, chosen_search
from commands.output import Output
from commands.workplace import Workplace

if TYPE_CHECKING:
    from index.search import Search

WordsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[WORD]...", help="Words of the listing or its brand's names.", show_default=False
    ),
]


def flags(  # noqa: PLR0913  each is an option of the command
    options: GlobalOptions,
    *,
    words: WordsArgument = None,
    brand: Annotated[
        str | None, typer.Option("--brand", help="A brand's id.", show_default=False)
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", help="A source's name.", show_default=False)
    ] = None,
    seller: Annotated[
        str | None, typer.Option("--seller", help="A seller's id.", show_default=False)
    ] = None,
    tier: Annotated[
        list[Tier] | None,
        typer.Option("--tier", help="Only this tier; may be repeated. Default: all but context."),
    ] = None,
    state: Annotated[
        list[FlagState] | None,
        typer.Option("--state", help="Only this state; may be repeated. Default: open."),
    ] = None,
    verdict: Annotated[
        Verdict | None, typer.Option("--verdict", help="Only flags that were decided so.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many.")] = 50,
    cursor: CursorOption = None,
    engine: FlagEngineOption = Engine.EMBEDDED,
) -> int:
    """List flags in the order of the review queue: tier, infringement score, mention score, age.

    Every score stands with its reasons: + raises the suspicion of infringement, - lowers it.

    Examples:
        markwarden flags --brand nike --tier certain --tier likely
        markwarden flags --json --from elasticsearch
    """
    query = FlagQuery(
        text=" ".join(words or ()),
        brand_id=brand,
        source=source,
        seller_id=seller,
        tiers=tuple(tier or ()),
        states=tuple(state or (FlagState.DECIDED if verdict else FlagState.OPEN,)),
        verdict=verdict,
        cursor=cursor,
        limit=limit,
    )
    output = options.output()
    with Workplace(options, output) as place, chosen_search(place, engine) as chosen:
        page = found_flags(place, chosen, query)
        if brand and not page.total:
            _refuse_unknown(brand, place)
        if not page.total:
            place.check_source(source)
        name = chosen.name
    show_flags(output, page)
    output.note(f"{len(page.rows)} of {page.total} flags, found by {name}.")
    if page.cursor:
        output.note(f"More: --cursor {quote(page.cursor)}")
    return 0


def _refuse_unknown(brand: str, place: Workplace) -> None:
    """Name near brands for a mistyped id; one that was listed once may have flags in any state."""
    brands = place.record.brands
    if brands.all() and not brands.history(brand):
        brands.get(brand)


def found_flags(place: Workplace, search: Search, query: FlagQuery) -> FlagPage | IndexedFlagPage:
    """A page of flags: from Elasticsearch as its documents say, else as the record has them now."""
    from index.elastic.search import ElasticSearch
    from index.queue import flag_page

    if isinstance(search, ElasticSearch):
        return search.indexed_flags(query)
    return flag_page(place.record, search, query)


def show_flags(output: Output, page: FlagPage | IndexedFlagPage) -> None:
    """Print flags: a table with reasons, or JSON lines."""
    for row in page.rows:
        output.record(flag_record(row))
    output.table(
        ("tier", ">inf.", ">men.", "brand", "title", "price", "seller", "matched", "reasons"),
        [_cells(row) for row in page.rows],
    )


def _cells(row: FlagRow | IndexedFlag) -> tuple[str, ...]:
    flag, shown = row.flag, row.listing if isinstance(row, FlagRow) else row
    return (
        flag.tier,
        f"{flag.infringement_score:.2f}",
        f"{flag.mention_score:.2f}",
        flag.brand_id,
        shown.title,
        shown.price.raw if shown.price else "",
        shown.seller.name if shown.seller else "",
        matched(flag.evidence),
        reasons(flag.reasons),
    )


def reasons(given: tuple[Reason, ...]) -> str:
    """Reasons in one cell, the strongest first, each with its sign."""
    ordered = sorted(given, key=lambda reason: -abs(reason.weight))
    return ", ".join(
        f"{'+' if reason.weight >= 0 else '-'}{reason.code.replace('_', ' ')}"
        + (f" ({reason.subject})" if reason.subject else "")
        for reason in ordered
    )


def matched(evidence: tuple[Evidence, ...]) -> str:
    """What of the listing matched, each thing once."""
    seen = [item.seen if isinstance(item.where, TextSpan) else "picture" for item in evidence]
    return ", ".join(dict.fromkeys(seen))


def flag_record(row: FlagRow | IndexedFlag) -> dict[str, Any]:
    """A flag as JSON, with what a reviewer sees beside it.

    One that was read back from a search server has the same keys but those that only the record
    knows: first and last seen, the decision, and most of the listing.
    """
    flag = row.flag
    common = {
        "flag_id": flag.flag_id,
        "brand": flag.brand_id,
        "brand_name": row.brand_name,
        "tier": flag.tier,
        "state": row.state,
        "infringement_score": flag.infringement_score,
        "mention_score": flag.mention_score,
        "reasons": flag.reasons,
        "ruleset": flag.ruleset,
        "evidence": flag.evidence,
        "evidence_digest": flag.evidence_digest,
        "raised_at": flag.raised_at,
        "version": row.version,
    }
    if isinstance(row, IndexedFlag):
        known = ("source", "url", "title", "price", "seller")
        listing = {name: getattr(row, name) for name in known} | {"listing_id": flag.listing_id}
        return common | {"listing": listing}
    return common | {
        "first_seen": row.first_seen,
        "last_seen": row.last_seen,
        "decision": row.decision,
        "listing": {
            **asdict(row.listing),
            "listing_id": row.listing.listing_id,
            "seller_id": row.listing.seller_id,
        },
    }
