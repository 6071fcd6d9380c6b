"""A browser without JavaScript: keeps cookies, follows links, fills in the forms that a page holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from litestar import Litestar
from litestar.testing import TestClient
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode as Node

from review.app import create_app
from review.desk import Desk

BASE = "http://127.0.0.1:8400"


class Browser:
    """One browser of the workbench; `answer` is the last answer, `tree` its page."""

    def __init__(self, client: TestClient[Litestar]) -> None:
        self.client = client
        self.answer = httpx.Response(204)

    def open(self, path: str) -> Browser:
        """Follow an address, redirects too."""
        self.answer = self.client.get(path)
        return self

    @property
    def tree(self) -> HTMLParser:
        """The last page, parsed."""
        return HTMLParser(self.answer.text)

    @property
    def text(self) -> str:
        """What the last page says, without markup, spaces folded."""
        body = self.tree.body
        return " ".join(body.text(separator=" ").split()) if body else ""

    def one(self, selector: str) -> Node:
        """The first element that fits; the test fails without one."""
        found = self.tree.css_first(selector)
        assert found is not None, f"no {selector} in {self.text[:300]}"
        return found

    def words(self, selector: str) -> list[str]:
        """What every element that fits says."""
        return [" ".join(node.text().split()) for node in self.all(selector)]

    def all(self, selector: str) -> list[Node]:
        """Every element that fits."""
        return list(self.tree.css(selector))

    def fields(self, selector: str) -> dict[str, str]:
        """What a form would send as it stands: hidden and text fields, chosen radios."""
        values = {}
        for field in self.one(selector).css("input, textarea"):
            name, kind = field.attributes.get("name"), field.attributes.get("type")
            if name and (kind != "radio" or "checked" in field.attributes):
                written = field.text() if field.tag == "textarea" else field.attributes.get("value")
                values[name] = written or ""
        return values

    def send(self, selector: str, **values: str) -> Browser:
        """Send a form of the page, with these fields filled in, and follow where it leads."""
        action = self.one(selector).attributes["action"]
        assert action
        data: dict[str, Any] = {**self.fields(selector), **values}
        self.answer = self.client.post(action, data=data)
        return self


@contextmanager
def browser(desk: Desk) -> Iterator[Browser]:
    """A browser of a new workbench over the desk."""
    with TestClient(create_app(desk), base_url=BASE) as client:
        yield Browser(client)
