"""One line of `markwarden match text`: what was asked, and its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from matchers.watchlist import Watchlist


def answer_line(
    line: bytes, number: int, watchlist: Watchlist, *, include_all: bool
) -> dict[str, Any]:
    """The answer to a line, given with its number from 1; one with "error" if it cannot be read."""
    from matchers.match import match_text

    identity, text, error = _read(line, number)
    if text is None:
        return {"id": identity, "error": error}
    found = match_text(text, watchlist, include_all=include_all)
    return {
        "id": identity,
        "hits": found.hits,
        "flag": found.flag,
        "flag_score": found.flag_score,
    }


def _read(line: bytes, number: int) -> tuple[Any, str | None, str]:
    """Id, text, and what is wrong with the line; text is None just where something is."""
    try:
        plain = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        return number, None, f"not UTF-8: {error.reason} at byte {error.start + 1}."
    if not plain.lstrip().startswith("{"):
        return number, plain, ""
    try:
        item = msgspec.json.decode(plain)
    except (msgspec.DecodeError, RecursionError) as error:
        return number, None, f"not JSON: {error}."
    identity = item.get("id", number)
    if not isinstance(item.get("text"), str):
        return identity, None, 'a member "text" with a string was expected.'
    return identity, item["text"], ""
