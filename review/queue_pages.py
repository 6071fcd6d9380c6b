"""The queue's screens: open flags in order, with filters, counts, paging and export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from litestar import get
from litestar.response import Redirect, Response, Stream
from markupsafe import Markup

from casework.decision import Verdict
from casework.flag import FlagState, Reason, Tier
from casework.queue import Facet, FlagFacets, FlagRow
from index.queue import flag_page
from review.csv_export import csv_lines
from review.desk import Desk
from review.filters import PAGE_SIZE, Filters, read_filters
from review.flag_view import marked_title, thumbnail
from review.given import AnyRequest, GivenDesk, GivenPages
from review.i18n import Language, message
from review.rendering import shortened
from review.wording import STATES, TIERS, VERDICTS

FACETS_SHOWN = 8
"""Values of a facet that are in sight; the rest is folded away behind "more"."""
CHIPS_SHOWN = 5
MOST_ROWS = 500
"""Rows that one address shows; further down in the queue, they are brought page by page."""

HEADINGS = {
    FlagState.OPEN: message("Open flags"),
    FlagState.DECIDED: message("Decided flags"),
    FlagState.LAPSED: message("Lapsed flags"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter: its label, how many flags it leaves, and the address that sets it."""

    key: str
    label: str
    count: int | None
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One filter with its values."""

    key: str
    title: str
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One flag of the queue as shown."""

    row: FlagRow
    flag_id: str
    address: str
    title: Markup
    thumbnail: str
    reasons: tuple[Reason, ...]


@get("/", sync_to_thread=False, include_in_schema=False)
def entrance() -> Redirect:
    """The workbench opens with the queue."""
    return Redirect("/flags")


@get("/flags", sync_to_thread=True, include_in_schema=False)
def queue(request: AnyRequest, desk: GivenDesk, pages: GivenPages) -> Response[str]:
    """The queue, narrowed by the address's filters."""
    filters = read_filters(request.query_params.dict())
    cursor = request.query_params.get("cursor") or None
    limit = PAGE_SIZE if cursor else _rows_wanted(request.query_params.get("rows", ""))
    found = flag_page(desk.record, desk.search, filters.query(cursor=cursor, limit=limit))
    language = pages.language(request)
    groups = _groups(filters, _facets(desk, filters), language)
    return pages.render(
        request,
        "queue.html",
        {
            "filters": filters,
            "hidden_filters": [pair for pair in filters.parameters() if pair[0] != "q"],
            "groups": groups,
            "narrowed": _narrowed(filters, groups),
            "heading": _heading(filters, language),
            "rows": queue_rows(desk, found.rows, filters),
            "total": found.total,
            "more": filters.address("/flags", cursor=found.cursor) if found.cursor else "",
            "page_size": PAGE_SIZE,
            "export": filters.address("/flags.csv"),
        },
    )


def _rows_wanted(text: str) -> int:
    """How many rows of the queue an address asks for, in whole pages: those that were in sight when
    somebody went from here to a flag.
    """
    asked = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    pages = -(-min(asked, MOST_ROWS) // PAGE_SIZE)
    return max(pages, 1) * PAGE_SIZE


@get("/flags.csv", sync_to_thread=True, include_in_schema=False)
def export(request: AnyRequest, desk: GivenDesk, pages: GivenPages) -> Stream:
    """What the filters leave, all pages of it, as CSV."""
    filters = read_filters(request.query_params.dict())
    lines = csv_lines(_all_rows(desk, filters), pages.language(request))
    name = f"flags-{desk.now():%Y%m%d-%H%M}.csv"
    return Stream(
        lines,
        media_type="text/csv",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _all_rows(desk: Desk, filters: Filters) -> Iterator[FlagRow]:
    cursor: str | None = None
    while True:
        found = flag_page(desk.record, desk.search, filters.query(cursor=cursor, limit=200))
        yield from found.rows
        if found.cursor is None:
            return
        cursor = found.cursor


def queue_rows(desk: Desk, rows: Sequence[FlagRow], filters: Filters) -> tuple[QueueRow, ...]:
    """Rows with what the queue shows beside them."""
    urls = [image.url for row in rows for image in row.listing.images]
    pictures = desk.record.pictures.by_url(urls)
    return tuple(
        QueueRow(
            row=row,
            flag_id=row.flag.flag_id,
            address=filters.address(f"/flags/{row.flag.flag_id}"),
            title=marked_title(row.flag, row.listing),
            thumbnail=thumbnail(row.flag, row.listing, pictures),
            reasons=tuple(
                sorted(row.flag.reasons, key=lambda reason: -abs(reason.weight))[:CHIPS_SHOWN]
            ),
        )
        for row in rows
    )


def _facets(desk: Desk, filters: Filters) -> FlagFacets:
    """How many flags each choice leaves. Another state than decided drops the verdict, so the flags of
    such a state are counted without it.
    """
    found = desk.search.facets(filters.query())
    if filters.verdict is None:
        return found
    others = desk.search.facets(replace(filters, verdict=None).query()).states
    states = [facet for facet in found.states if facet.value == FlagState.DECIDED]
    states += [facet for facet in others if facet.value != FlagState.DECIDED]
    return replace(found, states=tuple(states))


def _heading(filters: Filters, language: Language) -> str:
    if len(filters.states) == 1:
        return language.say(HEADINGS[filters.states[0]])
    return language.say(message("Flags"))


def _groups(filters: Filters, facets: FlagFacets, language: Language) -> list[Group]:
    groups = [
        Group("state", language.say(message("State")), _states(filters, facets, language)),
        Group("tier", language.say(message("Tier")), _tiers(filters, facets, language)),
        _named("brand", message("Brand"), facets.brands, filters, language),
        _named("source", message("Source"), facets.sources, filters, language),
        _named("seller", message("Seller"), facets.sellers, filters, language),
    ]
    if FlagState.DECIDED in filters.states:
        groups.insert(
            1, Group("verdict", language.say(message("Verdict")), _verdicts(filters, language))
        )
    return [group for group in groups if group.choices]


def _narrowed(filters: Filters, groups: Iterable[Group]) -> list[str]:
    """Labels of what is chosen, for where the filters are folded away; open is the state as it opens."""
    return [
        shortened(choice.label, 48)
        for group in groups
        for choice in group.choices
        if choice.chosen and (group.key != "state" or filters.states != (FlagState.OPEN,))
    ]


def _states(filters: Filters, facets: FlagFacets, language: Language) -> tuple[Choice, ...]:
    counts = _counts(facets.states)
    return tuple(
        Choice(
            state,
            language.say(STATES[state]),
            counts.get(state, 0),
            filters.with_state(state).address("/flags"),
            state in filters.states,
        )
        for state in FlagState
    )


def _tiers(filters: Filters, facets: FlagFacets, language: Language) -> tuple[Choice, ...]:
    counts = _counts(facets.tiers)
    return tuple(
        Choice(
            tier,
            language.say(TIERS[tier]),
            counts.get(tier, 0),
            filters.with_tier(tier).address("/flags"),
            tier in filters.tiers,
        )
        for tier in Tier
    )


def _verdicts(filters: Filters, language: Language) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            verdict,
            language.say(VERDICTS[verdict]),
            None,
            filters.with_verdict(verdict).address("/flags"),
            verdict is filters.verdict,
        )
        for verdict in Verdict
    )


def _named(
    key: str, title: str, facets: Iterable[Facet], filters: Filters, language: Language
) -> Group:
    narrowed = {
        "brand": filters.with_brand,
        "source": filters.with_source,
        "seller": filters.with_seller,
    }[key]
    current = {"brand": filters.brand, "source": filters.source, "seller": filters.seller}[key]
    choices = [
        Choice(
            str(number),
            facet.label or facet.value,
            facet.count,
            narrowed(facet.value).address("/flags"),
            facet.value == current,
        )
        for number, facet in enumerate(facets)
    ]
    if current and not any(choice.chosen for choice in choices):
        choices.insert(0, Choice("chosen", current, 0, narrowed(current).address("/flags"), True))
    # The chosen value stays in sight, however many flags the others have.
    choices.sort(key=lambda choice: not choice.chosen)
    shown, more = choices[:FACETS_SHOWN], choices[FACETS_SHOWN:]
    return Group(key, language.say(title), tuple(shown), tuple(more))


def _counts(facets: Iterable[Facet]) -> dict[str, int]:
    return {facet.value: facet.count for facet in facets}
