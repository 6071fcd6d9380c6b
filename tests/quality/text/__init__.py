"""Quality of the text matcher: recall by kind of evasion, false alerts, and change since the reference.

Own cases: documented imitations (facts, with where they were reported), honest texts, and seeded
evasions of our brand list. Where `../shared/data/text` is present its rows are scored too; its
titles are split by id into a development half, which may be looked at, and a held-out half.
"""

from __future__ import annotations

from tests.quality.text.score import main

__all__ = ["main"]
