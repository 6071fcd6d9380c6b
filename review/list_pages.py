"""Screens to look things up, without forms: the protected list, the runs, and help."""

from __future__ import annotations

from dataclasses import dataclass

from litestar import get
from litestar.response import Response

from casework.brand import ProtectedBrand
from casework.queue import FlagQuery
from review.given import AnyRequest, GivenDesk, GivenPages, PathText

RUNS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class BrandEntry:
    """A brand of the list and how many of its flags are open."""

    brand: ProtectedBrand
    open_flags: int


@get("/brands", sync_to_thread=True, include_in_schema=False)
def brands(request: AnyRequest, desk: GivenDesk, pages: GivenPages) -> Response[str]:
    """The protected list."""
    counts = {facet.value: facet.count for facet in desk.search.facets(FlagQuery()).brands}
    entries = [
        BrandEntry(brand, counts.get(brand.brand_id, 0)) for brand in desk.record.brands.all()
    ]
    return pages.render(request, "brands.html", {"entries": entries, "today": desk.now().date()})


@get("/brands/{brand_id:str}", sync_to_thread=True, include_in_schema=False)
def brand(
    request: AnyRequest, desk: GivenDesk, pages: GivenPages, brand_id: PathText
) -> Response[str]:
    """One brand with its marks and its lawful trade."""
    found = desk.record.brands.get(brand_id)
    open_flags = desk.search.flags(FlagQuery(brand_id=brand_id, limit=1)).total
    return pages.render(
        request,
        "brand.html",
        {"brand": found, "open_flags": open_flags, "today": desk.now().date()},
    )


@get("/runs", sync_to_thread=True, include_in_schema=False)
def runs(request: AnyRequest, desk: GivenDesk, pages: GivenPages) -> Response[str]:
    """The latest runs with how they went and why they stopped."""
    return pages.render(request, "runs.html", {"runs": desk.record.runs.list(RUNS_SHOWN)})


@get("/help", sync_to_thread=True, include_in_schema=False)
def help_page(request: AnyRequest, pages: GivenPages) -> Response[str]:
    """What the screens mean, and the keys."""
    return pages.render(request, "help.html", {})
