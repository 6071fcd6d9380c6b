"""Live links: web addresses only."""

from __future__ import annotations

import pytest

from review.addresses import live_link, local_path


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "vbscript:x",
        "//evil.example/x",
        "/item/1",
        "https://",
        "https://user:secret@shop.example/",
        "https://shop.example\\@evil.example/",
        "https://shop.example/\u202egpj.exe",
        "https://[::1",
        "https://shop.example:99999/",
        "",
        None,
    ],
)
def test_dead(url: str | None) -> None:
    """Anything that is not plainly a web address is no link."""
    assert live_link(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/item/1?a=1&b=2#c",
        "http://127.0.0.1:8000/商品/1",
        "https://店铺.example/",
    ],
)
def test_live(url: str) -> None:
    """Web addresses stay as they are, Chinese ones too."""
    assert live_link(url) == url


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/flags?q=a", "/flags?q=a"),
        ("//evil.example", "/flags"),
        ("/\\evil.example", "/flags"),
        ("https://evil.example", "/flags"),
        ("/a\nb", "/flags"),
        ("", "/flags"),
    ],
)
def test_way_back_stays_here(path: str, expected: str) -> None:
    """After a choice one goes back to a page of this server, never to another site."""
    assert local_path(path, "/flags") == expected
