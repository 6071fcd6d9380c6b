"""The lines of `markwarden match text`: what was asked, and the answers."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import msgspec

from commands.output import json_lines

if TYPE_CHECKING:
    from matchers.watchlist import Watchlist


Answers = tuple[bytes, int]
"""Lines of JSON, and how many of them are errors."""

_HALVES = re.compile(r"\\u[dD][89a-fA-F]")


def answer_lines(data: bytes, first: int, watchlist: Watchlist, *, include_all: bool) -> Answers:
    """The answers to whole lines, the first of which has the number `first`, counted from 1.

    One that cannot be read is answered with "error".
    """
    from matchers.match import match_text

    answers: list[dict[str, Any]] = []
    bad = 0
    for number, line in enumerate(data.removesuffix(b"\n").split(b"\n"), first):
        identity, text, error = _read(line, number)
        if text is None:
            bad += 1
            answers.append({"id": identity, "error": error})
            continue
        found = match_text(text, watchlist, include_all=include_all)
        answers.append(
            {
                "id": identity,
                "hits": found.hits,
                "flag": found.flag,
                "flag_score": found.flag_score,
            }
        )
    return json_lines(answers), bad


def _read(line: bytes, number: int) -> tuple[Any, str | None, str]:
    """Id, text, and what is wrong with the line; text is None just where something is."""
    try:
        plain = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        return number, None, f"not UTF-8: {error.reason} at byte {error.start + 1}."
    if not plain.lstrip().startswith("{"):
        return number, plain, ""
    try:
        item = _decoded(plain)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        return number, None, f"not JSON: {error}."
    identity = item.get("id", number)
    if not isinstance(item.get("text"), str):
        return identity, None, 'a member "text" with a string was expected.'
    return identity, item["text"], ""


def _decoded(plain: str) -> Any:
    """What a line of JSON says; half an emoji, left where a shop cut a title short, reads as U+FFFD."""
    try:
        return msgspec.json.decode(plain)
    except msgspec.DecodeError:
        if not _HALVES.search(plain):
            raise
    whole = json.dumps(json.loads(plain), ensure_ascii=False)
    return msgspec.json.decode(whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
