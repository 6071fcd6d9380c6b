"""The guard at work: an address that nobody named gets no connection, by whatever way it is reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawler.crawling import order_of, run_crawl, source
from tests.shops import Answer, Shop
from tests.shops.pages import list_page, product_page, sitemap, tea_shop


def port_of(shop: Shop) -> int:
    """The port a shop listens on."""
    return int(shop.url.rsplit(":", 1)[1])


def disguises(port: int) -> list[str]:
    """Ways to write 127.0.0.1 that are not the one a person named."""
    return [
        f"http://127.0.0.1:{port}",
        f"http://localhost:{port}",
        f"http://2130706433:{port}",
        f"http://0x7f.1:{port}",
        f"http://0177.0.0.1:{port}",
        f"http://127.1:{port}",
        f"http://[::1]:{port}",
        f"http://[::ffff:127.0.0.1]:{port}",
        f"http://0.0.0.0:{port}",
    ]


def test_nothing_private_is_reached_by_link_redirect_picture_or_sitemap(tmp_path: Path) -> None:
    """A listener on another port of this machine sees no connection at all."""
    with Shop(otherwise=Answer(product_page("Inner secret"))) as inner, Shop() as shop:
        targets = disguises(port_of(inner))
        jumps = {
            f"/jump/{place}": Answer(status=302, headers={"Location": f"{target}/redirect"})
            for place, target in enumerate(targets)
        }
        picture_jumps = {
            f"/picture/{place}.png": Answer(status=302, headers={"Location": f"{target}/jump.png"})
            for place, target in enumerate(targets)
        }
        images = [f"{target}/image.png" for target in targets]
        images += [f"{shop.url}{path}" for path in picture_jumps]
        links = [f"{target}/link.html" for target in targets]
        refresh = f'<meta http-equiv="refresh" content="0; url={targets[0]}/refresh">'
        shop.routes.update(
            {
                "/": Answer(list_page([*jumps, *links, "/tea.html", "/more.html"])),
                "/robots.txt": Answer(
                    "".join(f"Sitemap: {target}/robots-sitemap.xml\n" for target in targets),
                    content_type="text/plain",
                ),
                "/sitemap.xml": sitemap(f"{target}/sitemap-entry.html" for target in targets),
                "/tea.html": Answer(product_page("Tea", images=images[:9], extra=refresh)),
                "/more.html": Answer(product_page("More tea", images=images[9:])),
                **jumps,
                **picture_jumps,
            }
        )
        outcome = run_crawl(order_of(tmp_path, source(shop.url, pictures=True)))
        assert inner.connections == 0
        assert shop.hits["/picture/0.png"] == 1, "the redirects were met"
    kinds = outcome.kinds()
    assert kinds["redirect-offsite"] == len(targets)
    assert kinds["refused-address"] == 2 * len(targets), "pictures, straight and by redirect"
    assert outcome.runs[0].counts.listings == 2


def test_a_robots_redirect_reaches_nothing_private(tmp_path: Path) -> None:
    """robots.txt is fetched under the same guard as everything else."""
    with Shop() as inner, tea_shop(2) as shop:
        shop.routes["/robots.txt"] = Answer(
            status=302, headers={"Location": f"{inner.url}/robots.txt"}
        )
        outcome = run_crawl(order_of(tmp_path, source(shop.url), attempts=1))
        assert inner.connections == 0
    assert outcome.runs[0].counts.listings == 0


def test_a_domain_that_a_source_names_is_reached(tmp_path: Path) -> None:
    """Pictures on a private host load when the operator wrote that host down."""
    with Shop() as pictures, Shop() as shop:
        pictures.routes["/tea.png"] = Answer(b"no picture", content_type="image/png")
        shop.routes["/"] = Answer(product_page("Tea", images=[f"{pictures.url}/tea.png"]))
        place = pictures.url.removeprefix("http://")
        run_crawl(order_of(tmp_path, source(shop.url, pictures=True, domains=(place,))))
        assert pictures.hits["/tea.png"] == 1


def test_what_one_source_names_is_not_open_to_another(tmp_path: Path) -> None:
    """Two sources crawled in one process do not lend each other their private hosts."""
    with tea_shop(2) as private, Shop() as shop:
        shop.routes["/"] = Answer(product_page("Tea", images=[f"{private.url}/stolen.png"]))
        sources = (
            source(private.url, name="private"),
            source(shop.url, name="public", pictures=True),
        )
        outcome = run_crawl(order_of(tmp_path, *sources))
        assert private.hits["/stolen.png"] == 0
    assert dict(outcome.runs[1].counts.problems) == {"refused-address": 1}


@pytest.mark.parametrize("url", ["http://shop.example", "http://8.8.8.8"])
def test_in_tests_even_a_named_host_must_be_loopback(tmp_path: Path, url: str) -> None:
    """With `loopback_only` a crawl asks no name server and leaves the machine by no way."""
    outcome = run_crawl(order_of(tmp_path, source(url), attempts=1))
    assert set(outcome.kinds()) == {"refused-address"}
