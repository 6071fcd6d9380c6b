"""Lantern Market's HTML: a front page, sections with pages, sellers, and four kinds of item page.

Item pages differ as real shops do: JSON-LD, microdata, OpenGraph, or nothing but the visible page.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from tests.marketplace.catalogue import Offer

PAGE_SIZE = 24
SECTIONS = {
    "food": "食品 · Food",
    "shoes": "鞋靴 · Shoes",
    "bags": "箱包 · Bags",
    "electronics": "数码 · Electronics",
    "clothing": "服饰 · Clothing",
    "home": "居家 · Home",
    "beauty": "美妆 · Beauty",
    "toys": "玩具 · Toys",
}
_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€"}
_STYLE = (
    "body{font:16px/1.5 sans-serif;margin:0 auto;max-width:70rem;padding:1rem;color:#222}"
    "nav a{margin-right:1rem}.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:1rem}"
    ".card{border:1px solid #ddd;padding:.6rem}.card img{width:100%}.price{color:#b1120a;font-weight:bold}"
    "th{text-align:left;padding-right:1rem}"
)


def front(offers: Sequence[Offer]) -> str:
    """The front page: links to all sections and the first offers of each."""
    parts = []
    for section, label in SECTIONS.items():
        first = [offer for offer in offers if offer.section == section][:4]
        cards = "".join(map(_card, first))
        parts.append(
            f'<h2><a href="/section/{section}">{escape(label)}</a></h2><div class="grid">{cards}</div>'
        )
    return _page("Lantern Market 灯市", "".join(parts))


def section(name: str, offers: Sequence[Offer], number: int) -> str | None:
    """One page of a section, None past its end."""
    mine = [offer for offer in offers if offer.section == name]
    shown = mine[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    if not shown:
        return None
    pager = ""
    if number > 1:
        pager += f'<a rel="prev" href="/section/{name}?page={number - 1}">上一页</a> '
    if number * PAGE_SIZE < len(mine):
        pager += f'<a rel="next" href="/section/{name}?page={number + 1}">下一页 Next</a>'
    cards = "".join(map(_card, shown))
    body = f'<h1>{escape(SECTIONS[name])}</h1><div class="grid">{cards}</div><p>{pager}</p>'
    return _page(SECTIONS[name], body)


def seller(name: str, offers: Sequence[Offer]) -> str | None:
    """A seller's own page, None where there is no such seller."""
    mine = [offer for offer in offers if offer.seller == name]
    if not mine:
        return None
    cards = "".join(map(_card, mine))
    return _page(name, f'<h1>{escape(name)}</h1><div class="grid">{cards}</div>')


def item(offer: Offer) -> str:
    """An item page; its kind of markup follows from its number."""
    head, body = _KINDS[offer.offer_id % len(_KINDS)](offer)
    return _page(offer.title, body, head)


def price_text(offer: Offer) -> str:
    """The price as the shop writes it."""
    return f"{_SIGNS[offer.currency]}{offer.price:,.2f}"


def _page(title: str, body: str, head: str = "") -> str:
    links = "".join(
        f'<a href="/section/{name}">{escape(label)}</a>' for name, label in SECTIONS.items()
    )
    return (
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{escape(title)} - Lantern Market</title>'
        f'<link rel="icon" href="data:,"><style>{_STYLE}</style>{head}</head><body><nav><a href="/">灯市</a>{links}'
        f'<a href="/cart" rel="nofollow">购物车 Cart</a></nav><main>{body}</main>'
        "<footer>Lantern Market is a sample shop; nothing here is for sale.</footer></body></html>"
    )


def _card(offer: Offer) -> str:
    return (
        f'<article class="card"><a href="{offer.path}"><img src="{_picture(offer, 0)}" alt=""></a>'
        f'<h3><a href="{offer.path}">{escape(offer.title)}</a></h3>'
        f'<p class="price">{escape(price_text(offer))}</p></article>'
    )


def _picture(offer: Offer, view: int) -> str:
    return f"/picture/{offer.offer_id}-{view}.jpg"


def _seller_link(offer: Offer) -> str:
    return f'<a href="/shop/{quote(offer.seller)}">{escape(offer.seller)}</a>'


def _visible(offer: Offer, *, markup: bool = False) -> str:
    def prop(name: str) -> str:
        return f' itemprop="{name}"' if markup else ""

    rows = [
        ("商品编号 Item No.", str(offer.offer_id), "sku"),
        ("品牌 Brand", offer.brand, "brand"),
        ("产地 Origin", offer.origin, ""),
    ]
    table = "".join(
        f"<tr><th>{label}</th><td{prop(name) if name else ''}>{escape(value)}</td></tr>"
        for label, value, name in rows
        if value
    )
    price = (
        f'<span itemprop="offers" itemscope itemtype="https://schema.org/Offer">'
        f'<meta itemprop="priceCurrency" content="{offer.currency}"><span class="price" itemprop="price" content="{offer.price}">{price_text(offer)}</span>'
        '<link itemprop="availability" href="https://schema.org/InStock"></span>'
        if markup
        else f'<p class="price">{escape(price_text(offer))}</p>'
    )
    views = 2 if offer.offer_id % 3 == 0 else 1
    gallery = "".join(
        f'<img{prop("image")} src="{_picture(offer, view)}" width="480" alt="">'
        for view in range(views)
    )
    return (
        f'<h1{prop("name")}>{escape(offer.title)}</h1>{gallery}{price}<p class="stock">有货 In stock</p>'
        f'<p class="seller">店铺 Sold by: {_seller_link(offer)}</p><button>加入购物车 Add to cart</button>'
        f'<table>{table}</table><div{prop("description")} class="description"><p>{escape(offer.description)}</p></div>'
    )


def _plain(offer: Offer) -> tuple[str, str]:
    return "", _visible(offer)


def _microdata(offer: Offer) -> tuple[str, str]:
    body = (
        f'<div itemscope itemtype="https://schema.org/Product">{_visible(offer, markup=True)}</div>'
    )
    return "", body


def _open_graph(offer: Offer) -> tuple[str, str]:
    values = {
        "og:type": "product",
        "og:title": offer.title,
        "og:image": _picture(offer, 0),
        "product:price:amount": str(offer.price),
        "product:price:currency": offer.currency,
        "product:availability": "in stock",
    }
    head = "".join(
        f'<meta property="{name}" content="{escape(value, quote=True)}">'
        for name, value in values.items()
    )
    return head, _visible(offer)


def _json_ld(offer: Offer) -> tuple[str, str]:
    product = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": offer.title,
        "sku": str(offer.offer_id),
        "description": offer.description,
        "image": [_picture(offer, 0)],
        "offers": {
            "@type": "Offer",
            "price": str(offer.price),
            "priceCurrency": offer.currency,
            "availability": "https://schema.org/InStock",
            "seller": {"@type": "Organization", "name": offer.seller},
        },
    }
    if offer.brand:
        product["brand"] = {"@type": "Brand", "name": offer.brand}
    text = json.dumps(product, ensure_ascii=False).replace("<", "\\u003c")
    head = f'<link rel="canonical" href="{offer.path}"><script type="application/ld+json">{text}</script>'
    return head, _visible(offer)


_KINDS = (_json_ld, _plain, _microdata, _open_graph)
