"""Pictures that were drawn lately, kept in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

CACHE_BYTES = 64 * 1024 * 1024


class DrawnPictures:
    """PNGs that were drawn lately, up to a number of bytes; the least used go first. Thread-safe."""

    def __init__(self, limit: int = CACHE_BYTES) -> None:
        self._limit = limit
        self._size = 0
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()

    def get(self, sha256: str, side: int, draw: Callable[[], bytes]) -> bytes:
        """The picture as kept, else drawn now; what `draw` raises is not kept."""
        key = (sha256, side)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        drawn = draw()
        with self._lock:
            if key not in self._kept and len(drawn) <= self._limit:
                self._kept[key] = drawn
                self._size += len(drawn)
            while self._size > self._limit:
                self._size -= len(self._kept.popitem(last=False)[1])
        return drawn
