"""The lines of `markwarden match text`: what was asked, and the answers."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import msgspec

from commands.garbage import no_search_for_garbage
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
    from matchers.match import match_text, match_texts

    read = [
        _read(line, number)
        for number, line in enumerate(data.removesuffix(b"\n").split(b"\n"), first)
    ]
    texts = [text for _, text, _ in read if text is not None]
    if include_all:
        found = iter([match_text(text, watchlist, include_all=True) for text in texts])
    else:
        # Nothing that matching makes refers to itself, and what many texts need at once is a lot.
        with no_search_for_garbage():
            found = iter(match_texts(texts, watchlist))
    answers = [
        {"id": identity, "error": error}
        if text is None
        else {"id": identity, **msgspec.structs.asdict(next(found))}
        for identity, text, error in read
    ]
    return json_lines(answers), len(read) - len(texts)


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
