"""Small shops on loopback for tests of the crawler, honest and hostile ones."""

from tests.shops.server import Answer, Shop, closed_port

__all__ = ["Answer", "Shop", "closed_port"]
