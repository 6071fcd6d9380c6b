"""Users and roles in a test server's files, for servers that cannot keep them in an index."""

from __future__ import annotations

import base64
import hashlib
import secrets
from pathlib import Path


def add_user(config: Path, user: str, password: str, role: str) -> None:
    """Add a user with one role of the same name, given as JSON, before the server starts."""
    with (config / "users").open("a") as users:
        users.write(f"{user}:{_hashed(password)}\n")
    with (config / "users_roles").open("a") as members:
        members.write(f"{user}:{user}\n")
    with (config / "roles.yml").open("a") as roles:
        # YAML reads JSON as it is, as long as it stands in one line.
        roles.write(f"{user}: {' '.join(role.split())}\n")


def _hashed(password: str, cost: int = 10_000) -> str:
    """A password as Elasticsearch's PBKDF2 hasher keeps it."""
    salt = secrets.token_bytes(32)
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, cost, 32)
    encoded = (base64.b64encode(part).decode() for part in (salt, key))
    return f"{{PBKDF2}}{cost}${'$'.join(encoded)}"
