"""A brand has price bands in several currencies: the one it had becomes the first of them."""

from __future__ import annotations

import hashlib

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_BRANDS = sa.table("brands", sa.column("brand_id"), sa.column("body"), sa.column("digest"))
_VERSIONS = sa.table(
    "brand_versions", sa.column("brand_id"), sa.column("version"), sa.column("body")
)


def upgrade() -> None:
    """Write the bodies of brands and of their versions anew; nothing but the band is touched."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(_BRANDS)).all():
        body = _with_bands(row.body)
        # The digest tells whether a brand has changed since it was brought in.
        values = {"body": body.decode(), "digest": hashlib.sha256(body).hexdigest()}
        own = _BRANDS.c.brand_id == row.brand_id
        connection.execute(sa.update(_BRANDS).where(own).values(values))
    for row in connection.execute(sa.select(_VERSIONS)).all():
        own = sa.and_(_VERSIONS.c.brand_id == row.brand_id, _VERSIONS.c.version == row.version)
        body = _with_bands(row.body)
        connection.execute(sa.update(_VERSIONS).where(own).values(body=body.decode()))


def _with_bands(body: str) -> bytes:
    """The body with a list of bands where one stood; the order of fields, which counts, is kept."""
    written: dict[str, object] = {}
    for key, value in msgspec.json.decode(body).items():
        if key == "price_band":
            written["price_bands"] = [] if value is None else [value]
        else:
            written[key] = value
    return msgspec.json.encode(written)
