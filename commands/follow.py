"""Keeps Elasticsearch following the record while a command writes it; a server that is down is said once."""

from __future__ import annotations

from casework.errors import MarkwardenError
from commands.workplace import Workplace


class ElasticsearchFollower:
    """Drains the outbox where a server is configured. Nothing depends on it: the outbox keeps all."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._said = False
        self.wanted = bool(place.settings.elasticsearch.url)
        self.refused = 0

    def follow(self) -> None:
        """Send what has changed since the last time."""
        from index.indexer import sync

        try:
            report = sync(self._place.record, self._place.settings.elasticsearch)
        except MarkwardenError as error:
            self._say(str(error))
            return
        self.refused += report.refused
        if report.pause:
            self._say(f"Elasticsearch takes nothing now: {report.pause}")
        if report.refused:
            self._place.output.complaint(
                f"Elasticsearch refused {report.refused} documents ({report.problem}); "
                "`markwarden index status` names one, `markwarden index retry` sends them again."
            )

    def finish(self) -> None:
        """Send what is left when the work is done."""
        if self.wanted:
            self._said = False
            self.follow()

    def _say(self, sentence: str) -> None:
        if not self._said:
            self._place.output.complaint(
                f"{sentence} Nothing is lost: `markwarden index sync` sends it later."
            )
        self._said = True
