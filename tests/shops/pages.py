"""The pages of a small honest shop: products with JSON-LD, lists, a sitemap."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape

from tests.shops.server import Answer, Route, Shop


def product_page(
    title: str, price: str = "12.50", images: Iterable[str] = (), extra: str = ""
) -> str:
    """A product page as most shop systems make them."""
    markup = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": title,
        "description": f"{title}, fresh from the hills.",
        "image": list(images),
        "offers": {
            "@type": "Offer",
            "price": price,
            "priceCurrency": "CNY",
            "availability": "https://schema.org/InStock",
        },
    }
    return (
        f"<!doctype html><html><head><title>{escape(title)}</title>"
        f'<script type="application/ld+json">{json.dumps(markup)}</script></head>'
        f"<body><h1>{escape(title)}</h1><p class=price>¥{price}</p>{extra}</body></html>"
    )


def list_page(links: Iterable[str], title: str = "All tea") -> str:
    """A page of links."""
    anchors = "".join(f'<li><a href="{escape(link)}">{escape(link)}</a></li>' for link in links)
    return f"<!doctype html><html><head><title>{title}</title></head><body><ul>{anchors}</ul></body></html>"


def sitemap(urls: Iterable[str]) -> Answer:
    """An XML sitemap."""
    places = "".join(f"<url><loc>{escape(url)}</loc></url>" for url in urls)
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'
    return Answer(body, content_type="application/xml")


def tea_shop(products: int, on_a_page: int = 20) -> Shop:
    """A shop whose products are reached through its numbered list pages."""
    routes: dict[str, Route] = {}
    pages = -(-products // on_a_page)
    routes["/"] = Answer(list_page(f"/list/{page}" for page in range(pages)))
    for page in range(pages):
        shown = range(page * on_a_page, min(products, (page + 1) * on_a_page))
        routes[f"/list/{page}"] = Answer(list_page(f"/product/{number}.html" for number in shown))
    for number in range(products):
        routes[f"/product/{number}.html"] = Answer(product_page(f"Green tea no. {number}"))
    return Shop(routes)
