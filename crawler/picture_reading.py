"""Reading pictures in a crawl: the same bytes are opened once, however many addresses serve them."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace

from casework.frontier import Picture
from matchers.workers import WorkerPool

REMEMBERED = 500
"""Pictures kept at hand, about 45 kB each; older ones are looked up in the record."""

Lookup = Callable[[str, str], Picture | None]
"""Finds a picture by the SHA-256 of its bytes and the versions that made its record."""


class PictureReading:
    """Makes pictures' records in the worker pool; shared by all runs of a process."""

    def __init__(self, workers: WorkerPool, lookup: Lookup, thread: Executor) -> None:
        self._workers = workers
        self._lookup = lookup
        self._thread = thread
        self._known: OrderedDict[str, asyncio.Task[Picture]] = OrderedDict()

    async def read(self, data: bytes, url: str) -> Picture:
        """The picture's record, for this address.

        Raises:
            PictureUnreadable: these bytes cannot be opened, here or at an address met before.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        task = self._known.pop(sha256, None)
        if task is None:
            task = asyncio.get_running_loop().create_task(self._made(data, sha256, url))
        self._known[sha256] = task
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        # Shielded: one listing's fetch may be given up while others wait for the same picture.
        picture = await asyncio.shield(task)
        return replace(picture, url=url)

    async def _made(self, data: bytes, sha256: str, url: str) -> Picture:
        loop = asyncio.get_running_loop()
        made_by = self._workers.made_by
        known = await loop.run_in_executor(self._thread, self._lookup, sha256, made_by)
        if known is not None:
            return known
        return await asyncio.wrap_future(self._workers.read_picture(data, url))
