"""Stable identities: ids and digests are SHA-256 over values, never over memory or order of arrival."""

from __future__ import annotations

import hashlib

import msgspec

_ENCODER = msgspec.json.Encoder(order="deterministic", decimal_format="string")


def identity(*parts: str) -> str:
    """Hex SHA-256 of the parts; each is length-prefixed, so ("ab", "c") and ("a", "bc") differ."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def canonical_json(value: object) -> bytes:
    """JSON with sorted keys, no spaces, decimals as strings: the same value gives the same bytes."""
    return _ENCODER.encode(value)


def digest(value: object) -> str:
    """Hex SHA-256 of the canonical JSON of a record, mapping or sequence."""
    return hashlib.sha256(canonical_json(value)).hexdigest()
