"""What must change in the same transaction as the record: the embedded search's own tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import sqlalchemy as sa


class Projection(Protocol):
    """A follower inside the record's transaction; one that lives elsewhere follows the outbox."""

    def apply(
        self, connection: sa.Connection, listing_ids: Sequence[str], flag_ids: Sequence[str]
    ) -> None:
        """Bring what is derived from these listings and flags up to date, on this connection."""
