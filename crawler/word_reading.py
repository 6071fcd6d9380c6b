"""Reading words in pictures beside a crawl: on a budget, those of silent titles first."""

from __future__ import annotations

import asyncio
import heapq
from datetime import UTC, datetime

from casework.capture import Capture
from casework.errors import CaptureDamaged, PictureUnreadable, UsageError
from casework.frontier import Picture
from crawler.judging import store_text, titles_are_silent
from crawler.session import CrawlSession
from matchers.image.words import READER, can_read_words

_SILENT, _OTHERS = 0, 1
MOST_WAITING = 50_000
"""Pictures that wait to be read; a shop that shows more than that goes far beyond any budget."""


class WordReading:
    """The pictures of one run whose words are wanted, read one after the other.

    A picture whose listing's title names no mark comes first: there words in the picture tell most.
    Others are read when all is fetched, with what is left of the budget. The bytes are those of the
    capture, so that a waiting picture costs no memory.
    """

    def __init__(self, session: CrawlSession) -> None:
        self._session = session
        budget = session.equipment.settings.pictures.words_budget
        self._left = budget if session.fetches_pictures and can_read_words() else 0
        self._waiting: list[tuple[int, int, Capture]] = []
        self._met: set[str] = set()
        self._least_urgent = _SILENT
        self._task: asyncio.Task[None] | None = None

    def finish(self) -> bool:
        """Nothing more is fetched: read what is left. Whether there is anything, so the end waits."""
        self._least_urgent = _OTHERS
        self._go_on()
        return self._task is not None

    async def offer(self, picture: Picture, capture: Capture) -> None:
        """Consider a picture that was just stored with its capture."""
        known = picture.text is not None and picture.text.reader == READER
        if known or self._left <= 0 or picture.sha256 in self._met:
            return
        if len(self._waiting) >= MOST_WAITING:
            return
        session = self._session
        silent = await session.in_record(titles_are_silent, session.equipment, picture.url)
        if silent is None or picture.sha256 in self._met:
            return
        self._met.add(picture.sha256)
        urgency = _SILENT if silent else _OTHERS
        heapq.heappush(self._waiting, (urgency, len(self._met), capture))
        self._go_on()

    async def stop(self) -> None:
        """Read no more; what is being read is let go."""
        self._left = 0
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    @property
    def _has_more(self) -> bool:
        urgent = bool(self._waiting) and self._waiting[0][0] <= self._least_urgent
        return urgent and self._left > 0 and not self._session.stopping

    def _go_on(self) -> None:
        if self._task is None and self._has_more:
            self._task = asyncio.get_running_loop().create_task(self._read_all())

    async def _read_all(self) -> None:
        try:
            while self._has_more:
                self._left -= 1
                _, _, capture = heapq.heappop(self._waiting)
                await self._read(capture)
        finally:
            self._task = None
            if self._session.scheduler is not None:
                self._session.scheduler.poke()

    async def _read(self, capture: Capture) -> None:
        session, equipment = self._session, self._session.equipment
        try:
            response = await session.in_captures(equipment.captures.read, capture)
            text = await asyncio.wrap_future(
                equipment.workers.read_words(response.payload, capture.url)
            )
        except UsageError as error:
            self._left = 0
            session.problem("words", str(error))
            return
        except (PictureUnreadable, CaptureDamaged) as error:
            session.problem("words-unreadable", f"{capture.url}: {error}")
            return
        stored = await session.in_record(
            store_text, equipment, capture.payload_sha256, text, datetime.now(UTC)
        )
        session.tally.stored(*stored)
