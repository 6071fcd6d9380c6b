"""What the oscar shop sells: 526 products, of which a part infringes, known beforehand."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One product. `expected` is the brand a reviewer ought to be shown it for, "" for none."""

    upc: str
    title: str
    category: str
    price: str
    description: str
    expected: str = ""
    picture: str = ""


_INFRINGING = (
    ("nike", "N1KE runner, light mesh", "Shoes", "31.00"),
    ("nike", "N.I.K.E air trainer low", "Shoes", "29.50"),
    ("nike", "𝗡𝗜𝗞𝗘 hooded top, fleece", "Clothing", "18.00"),
    ("nike", "Nike Dunk top replica, 1:1 quality", "Shoes", "42.00"),
    ("nike", "耐克斯 气垫跑鞋 男款", "Shoes", "12.00"),
    ("adidas", "Аdidаs court shoe, white", "Shoes", "25.00"),
    ("adidas", "Addidas track jacket", "Clothing", "17.00"),
    ("adidas", "Adidos sneaker, navy", "Shoes", "22.00"),
    ("adidas", "阿迪达丝 运动套装", "Clothing", "15.00"),
    ("adidas", "a-d-i-d-a-s shell toe", "Shoes", "24.00"),
    ("prada", "𝗣𝗥𝗔𝗗𝗔 nylon shoulder bag", "Bags", "39.00"),
    ("prada", "Prada tote, AAA replica", "Bags", "45.00"),
    ("gucci", "GUCC1 belt, double buckle", "Bags", "19.00"),
    ("gucci", "Gucci mirror quality bag, replica", "Bags", "48.00"),
    ("louis-vuitton", "Louis Vuiton wallet, brown", "Bags", "16.00"),
    ("louis-vuitton", "Louis Vuitton tote, 1:1 replica", "Bags", "52.00"),
    ("chanel", "Chanell type perfume 100 ml", "Beauty", "11.00"),
    ("chanel", "香奈尔 五号香水 100ml", "Beauty", "12.50"),
    ("dyson", "Dys0n style hair dryer", "Electronics", "33.00"),
    ("dyson", "Dysson cordless cleaner", "Electronics", "49.00"),
    ("huawei", "HUAWE1 earbuds, white", "Electronics", "14.00"),
    ("huawei", "Huawai smart watch", "Electronics", "21.00"),
    ("lego", "LEG0 city set, 800 pieces", "Toys", "18.00"),
    ("master-kong", "康帅傅 红烧牛肉面 12桶", "Food", "9.00"),
    ("master-kong", "康师博 酸菜牛肉面", "Food", "8.00"),
    ("laoganma", "老干爹 油辣椒 280g", "Food", "3.20"),
    ("laoganma", "老乾媽 香辣脆油辣椒", "Food", "4.10"),
    ("pixian-douban", "郫县豆辦 红油 1kg", "Food", "3.90"),
)
_COPIES = ("same", "mirrored", "half", "framed", "inverted", "turned")
_HONEST = (
    ("Replacement filter compatible with Dyson V12", "Electronics", "12.00"),
    ("Case for iPhone 15, compatible with Apple MagSafe", "Electronics", "9.00"),
    ("Laces for Nike Air Force 1, flat", "Shoes", "4.00"),
    ("Pre-owned Prada wallet, used condition", "Bags", "160.00"),
    ("二手 华为 P40 自用闲置", "Electronics", "120.00"),
    ("适用于华为手机 钢化膜", "Electronics", "3.00"),
    ("Hike and camp socks", "Clothing", "7.00"),
    ("Like new knit cardigan", "Clothing", "24.00"),
    ("Praia beach tote", "Bags", "21.00"),
    ("普通白色T恤 纯棉", "Clothing", "6.00"),
    ("郫县特产 手工腊肠", "Food", "8.00"),
    ("Green apple scented candle", "Home", "9.00"),
)
_GOODS = {
    "Shoes": ("walking boots", "canvas slip-ons", "garden clogs", "felt slippers", "sandals"),
    "Clothing": (
        "linen shirt",
        "wool jumper",
        "rain jacket",
        "cotton pyjamas",
        "corduroy trousers",
    ),
    "Bags": ("rucksack", "messenger bag", "wash bag", "laptop sleeve", "picnic basket"),
    "Beauty": ("hand cream", "bath salts", "hair brush", "lip balm", "face cloth"),
    "Electronics": ("desk lamp", "kitchen scale", "alarm clock", "extension lead", "thermometer"),
    "Toys": ("jigsaw puzzle", "wooden blocks", "kite", "skipping rope", "plush otter"),
    "Food": ("olive oil", "oat biscuits", "green tea", "honey", "dried figs"),
    "Home": ("wool rug", "ceramic bowl", "oak shelf", "linen curtain", "storage jar"),
}
_QUALITIES = (
    "blue",
    "grey",
    "large",
    "small",
    "striped",
    "plain",
    "hand-made",
    "recycled",
    "light",
    "heavy",
    "folding",
    "double",
)


def stock() -> tuple[Item, ...]:
    """All products, shuffled by a fixed seed, with UPCs in that order."""
    rows = [(title, category, price, brand, "") for brand, title, category, price in _INFRINGING]
    rows += [
        (
            f"Tea caddy with leaves no. {number}",
            "Home",
            "22.00",
            "panda-kiln",
            f"reference:panda-kiln-label.png:{edit}",
        )
        for number, edit in enumerate(_COPIES, start=1)
    ]
    rows += [(title, category, price, "", "") for title, category, price in _HONEST]
    dice = random.Random(20)
    for category, nouns in _GOODS.items():
        for noun in nouns:
            for quality in _QUALITIES:
                title = f"{quality.capitalize()} {noun}"
                picture = "drawing:box" if dice.random() < 0.1 else ""
                rows.append(
                    (title, category, f"{dice.randint(3, 90)}.{dice.randint(10, 99)}", "", picture)
                )
    dice.shuffle(rows)
    return tuple(
        Item(
            f"{7000000 + number}",
            title,
            category,
            price,
            f"{title}. Sent within two days.",
            brand,
            picture,
        )
        for number, (title, category, price, brand, picture) in enumerate(rows)
    )
