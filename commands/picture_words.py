"""Words in pictures for commands: read in the worker pool where the extra is there, matched as marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casework.errors import UsageError
from commands.workplace import Workplace

if TYPE_CHECKING:
    from matchers.picture_text import ShownText
    from matchers.watchlist import Watchlist


class PictureWords:
    """Reads pictures for one command; says once where it cannot."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self.unable = False

    def read(self, data: bytes, name: str) -> ShownText | None:
        """What is written in a picture; None where nothing is, or nothing can be read.

        Raises:
            PictureUnreadable: the picture cannot be opened.
        """
        from matchers.picture_text import text_of

        if self.unable:
            return None
        try:
            text = self._place.workers.read_words(data, name).result()
        except UsageError as error:
            self.unable = True
            self._place.output.complaint(str(error))
            return None
        return text_of(name, "", text)


def say_missing_extras(place: Workplace) -> None:
    """Say before a crawl what it will go without, and why."""
    from matchers.image.words import MISSING, can_read_words

    if place.settings.pictures.words_budget and not can_read_words():
        place.output.note(MISSING)


def word_hits(shown: ShownText | None, watchlist: Watchlist, least: float) -> list[dict[str, Any]]:
    """The marks that a picture's words name, as JSON; polygons are in fractions of its sides."""
    from matchers.text.index import VERSION

    if shown is None:
        return []
    return [
        {
            "reference": None,
            "score": hit.score,
            "kind": "text",
            "transform": "same",
            "false_flag_rate": None,
            "brand": hit.entry.brand_id,
            "mark": hit.entry.mark_id,
            "against": hit.entry.text,
            "matched": hit.matched,
            "literal": hit.literal,
            "rule": hit.rule,
            "polygon": shown.place(hit.start, hit.end).polygon,
            "versions": f"{shown.reader}, text {VERSION}",
        }
        for hit in shown.matched(watchlist.marks)
        if hit.score >= least
    ]
