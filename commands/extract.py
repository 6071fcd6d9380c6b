"""`markwarden extract`: what a page says, as the crawler reads it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from casework.errors import UsageError
from casework.source_files import is_web_address
from commands.command_line import GlobalOptions
from commands.output import Output
from commands.workplace import Workplace

if TYPE_CHECKING:
    from crawler.extract.page import ExtractedPage


def extract(
    options: GlobalOptions,
    page: Annotated[
        str, typer.Argument(metavar="FILE|URL", help="A stored page, or the address of one.")
    ],
    url: Annotated[
        str | None,
        typer.Option("--url", help="The address a stored page came from.", show_default=False),
    ] = None,
    content_type: Annotated[
        str, typer.Option("--content-type", help="Content-Type that a stored page came with.")
    ] = "text/html",
) -> int:
    """Read one page and print its type, its listing, the cards it shows, and where each field stood.

    An address is fetched once, robots obeyed and redirects not followed. A stored file needs --url
    for relative addresses, and to know the item by.

    Examples:
        markwarden extract page.html --url https://shop.example/item/1 --json
    """
    from crawler.extract.answer import extract_answer
    from crawler.extract.page import extract_page
    from crawler.one_page import fetch_page
    from crawler.run import source_for_url

    output = options.output()
    place = Workplace(options, output)
    if is_web_address(page):
        fetched = fetch_page(page, place.settings.crawl)
        address, body, kind = url or page, fetched.body, fetched.content_type
    elif "://" in page:
        raise UsageError(f"{page} cannot be fetched: only http:// and https:// addresses are.")
    else:
        try:
            body = Path(page).read_bytes()
        except OSError as error:
            raise UsageError(f"{page} cannot be read: {error.strerror}.") from None
        address, kind = url or Path(page).absolute().as_uri(), content_type
    source = source_for_url(address if is_web_address(address) else "http://localhost/")
    found = extract_page(body, address, source=source, content_type=kind, seen_at=place.now)
    answer = msgspec.to_builtins(extract_answer(found))
    output.record({"url": address, **answer})
    output.answer(
        f"{address}: {found.page_type}, {len(found.cards)} cards, {len(found.links)} links"
    )
    _show(output, found, answer)
    return 0


def _show(output: Output, found: ExtractedPage, answer: dict[str, Any]) -> None:
    rows = [
        (name, _shown(value), ", ".join(answer["provenance"].get(name, ())))
        for name, value in (answer["listing"] or {}).items()
        if value
    ]
    if rows:
        output.table(("field", "value", "comes from"), rows)
    if found.cards:
        output.table(
            ("card", "price", "address"),
            [(card.title, card.price.raw if card.price else "", card.url) for card in found.cards],
        )
    for _, message in found.problems:
        output.complaint(message)


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {item}" for key, item in value.items() if item is not None)
    if isinstance(value, list):
        return ", ".join(": ".join(item) if isinstance(item, list) else str(item) for item in value)
    return str(value)
