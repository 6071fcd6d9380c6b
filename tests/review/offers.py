"""The sample's offers, in Chinese and English: honest ones, near misses, several kinds of wrong."""

from __future__ import annotations

from dataclasses import dataclass

BIAS = -2.2
"""Log-odds of a bare mention, as the judgement has it."""

HOSTILE_TITLE = (
    "\u202eQINGYA\u202c <script>alert('t')</script> 青\u200b崖 \x07\"'><img src=x onerror=alert(1)>"
)
"""Direction overrides, hidden characters, a bell, markup and quotes in one title."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer. `found` are (field, seen, against); `reasons` are (code, weight, subject)."""

    brand: str
    title: str
    found: tuple[tuple[str, str, str], ...]
    reasons: tuple[tuple[str, float, str], ...]
    price: str = ""
    seller: str = "云顶户外工厂店"
    source: str = "sample-shop"
    currency: str = "CNY"
    description: str = ""
    picture: str = ""
    copied: bool = False
    url: str = ""
    attributes: tuple[tuple[str, str], ...] = ()


_EVASIVE = "evasive_spelling"
_UNLISTED = ("unlisted_seller", 0.5, "云顶户外工厂店")
_LONG = (
    "本店主营户外服装，支持七天无理由退换。面料采用三层压胶，防风防水，适合徒步、登山与通勤。" * 6
    + "与青崖同厂同料，原单尾货，吊牌齐全，数量有限。"
    + "尺码偏大，请按身高体重选择；下单前请联系客服确认库存，偏远地区运费另计。" * 6
)

OFFERS = (
    Offer(
        "qingya",
        "Q1NGYA 青崖同款三合一冲锋衣男女可拆卸两件套 原单尾货",
        (("title", "Q1NGYA", "QINGYA"), ("title", "青崖", "青崖"), ("description", "青崖", "青崖")),
        (
            (_EVASIVE, 2.98, "Q1NGYA"),
            ("replica", 3.4, "原单尾货"),
            ("price_far_below", 2.8, "CNY 129.00"),
            _UNLISTED,
        ),
        "129.00",
        description=_LONG,
        picture="jacket",
        attributes=(("面料", "聚酯纤维"), ("款式", "青崖同款")),
    ),
    Offer(
        "panda-kiln",
        "Hand-painted stoneware mug, panda motif, gift box",
        (("description", "Panda Kiln", "Panda Kiln"),),
        (
            ("copied_picture", 3.95, "http://127.0.0.1:9/pictures/mug-2.png"),
            ("unlisted_seller", 0.5, "Teal River Gifts"),
        ),
        "18.50",
        "Teal River Gifts",
        "north-market",
        "EUR",
        "A mug in the manner of Panda Kiln, dishwasher safe, 350 ml.",
        "mug",
        copied=True,
    ),
    Offer(
        "pixian-doubanjiang",
        "正宗郫县豆瓣酱 红油 1kg 家用川菜调料 山东发货",
        (("title", "郫县豆瓣", "郫县豆瓣"),),
        (("other_origin", 4.0, "山东省临沂市"), ("unlisted_seller", 0.5, "沂蒙调味品商行")),
        "12.80",
        "沂蒙调味品商行",
        picture="sauce",
        attributes=(("产地", "山东省临沂市"), ("净含量", "1kg")),
    ),
    Offer(
        "torch-2027",
        "炬火2027纪念徽章套装 收藏礼盒 现货",
        (("title", "炬火2027", "炬火2027"),),
        (("special_sign", 3.2, "torch-sign"), ("unlisted_seller", 0.5, "锦江礼品定制")),
        "59.00",
        "锦江礼品定制",
        picture="badge",
    ),
    Offer(
        "qingya",
        "QlNGYA hiking backpack 40L waterproof, 1:1 quality",
        (("title", "QlNGYA", "QINGYA"),),
        (
            (_EVASIVE, 2.74, "QlNGYA"),
            ("replica", 3.4, "1:1"),
            ("unlisted_seller", 0.5, "alpine-deals"),
        ),
        "31.90",
        "alpine-deals",
        "north-market",
        "USD",
        description="Ships in two days. " * 30
        + "Sold as 1:1 with the original. "
        + "Tax free. " * 30,
        picture="backpack",
    ),
    Offer(
        "qingya",
        "适用青崖背包的防雨罩 35-50L 通用 不含背包",
        (("title", "青崖", "青崖"),),
        (("compatible", -2.0, "适用"), _UNLISTED, ("price_below", 1.2, "CNY 29.00")),
        "29.00",
        picture="cover",
    ),
    Offer(
        "qingya",
        "【二手】青崖 QINGYA 硬壳冲锋衣 L码 9成新 自用转卖",
        (("title", "青崖", "青崖"), ("title", "QINGYA", "QINGYA")),
        (
            ("second_hand", -1.5, "二手"),
            ("unlisted_seller", 0.5, "山野小王"),
            ("price_far_below", 2.8, "CNY 150.00"),
        ),
        "150.00",
        "山野小王",
        "idle-market",
        picture="shell",
    ),
    Offer(
        "qingya",
        "青崖官方旗舰店 冬季新款羽绒服",
        (("title", "青崖", "青崖"),),
        (("authorised_seller", -7.0, "青崖官方旗舰店"),),
        "899.00",
        "青崖官方旗舰店",
        picture="down",
    ),
    Offer(
        "pixian-doubanjiang",
        "郫县农家乐一日游 门票预订",
        (("title", "郫县", "郫县豆瓣"),),
        (("place_name", -3.0, "郫县"),),
        "68.00",
        "蓉城周边游",
    ),
    *(
        Offer(
            "qingya",
            title,
            (("title", seen, against),),
            ((_EVASIVE, weight, seen), ("unlisted_seller", 0.5, seller)),
            price,
            seller,
            "north-market" if currency != "CNY" else "sample-shop",
            currency,
            picture=picture,
        )
        for title, seen, against, weight, price, seller, currency, picture in (
            (
                "QINGＹA 户外软壳裤 加绒",
                "QINGＹA",
                "QINGYA",
                2.52,
                "88.00",
                "云顶户外工厂店",
                "CNY",
                "trousers",
            ),
            (
                "Qing-Ya trail running vest 8L",
                "Qing-Ya",
                "QINGYA",
                2.2,
                "24.00",
                "alpine-deals",
                "USD",
                "vest",
            ),
            ("青涯 冲锋衣 男 春秋薄款", "青涯", "青崖", 2.61, "139.00", "峰行服饰", "CNY", "thin"),
            ("清崖户外 登山杖 一对装", "清崖", "青崖", 2.48, "45.00", "峰行服饰", "CNY", "poles"),
            (
                "Q I N G Y A 速干T恤",
                "Q I N G Y A",
                "QINGYA",
                2.4,
                "39.00",
                "云顶户外工厂店",
                "CNY",
                "shirt",
            ),
            (
                "QINGYA\u0430 fleece jacket women",
                "QINGYA\u0430",
                "QINGYA",
                2.3,
                "27.50",
                "alpine-deals",
                "USD",
                "fleece",
            ),
            ("青ya防晒衣 轻薄透气", "青ya", "青崖", 2.35, "59.90", "云顶户外工厂店", "CNY", ""),
            (
                "Qingyaa insulated bottle 750 ml",
                "Qingyaa",
                "QINGYA",
                2.25,
                "9.90",
                "bottle-barn",
                "USD",
                "bottle",
            ),
        )
    ),
    *(
        Offer(
            "pixian-doubanjiang",
            title,
            (("title", seen, "郫县豆瓣"),),
            (("geographical_indication", weight, "pixian-gi"), ("unlisted_seller", 0.5, seller)),
            price,
            seller,
            picture=picture,
        )
        for title, seen, weight, price, seller, picture in (
            ("郫县豆瓣酱 500g*2 手工晒制", "郫县豆瓣", 2.5, "19.90", "川味坊", "jar"),
            ("郫縣豆瓣 特級 火鍋底料 瓶裝", "郫縣豆瓣", 2.5, "26.00", "港味食品", "hotpot"),
            ("啤县豆瓣 家庭装 红油豆瓣酱", "啤县豆瓣", 3.1, "9.90", "麻辣优选", "red"),
            ("郫县豆瓣风味 拌饭酱 小袋装", "郫县豆瓣", 1.9, "5.50", "麻辣优选", ""),
        )
    ),
    *(
        Offer(
            "panda-kiln",
            title,
            (("title", seen, "Panda Kiln"),),
            ((code, weight, subject), ("unlisted_seller", 0.5, seller)),
            price,
            seller,
            "north-market",
            "EUR",
            picture=picture,
        )
        for title, seen, code, weight, subject, price, seller, picture in (
            (
                "Panda Kilm tea set, six cups",
                "Panda Kilm",
                _EVASIVE,
                2.9,
                "Panda Kilm",
                "34.00",
                "Teal River Gifts",
                "teaset",
            ),
            (
                "PandaKi1n vase 30 cm celadon",
                "PandaKi1n",
                _EVASIVE,
                2.98,
                "PandaKi1n",
                "41.00",
                "Clay & Co",
                "vase",
            ),
            (
                "Panda Kiln replica plate, wall hanging",
                "Panda Kiln",
                "replica",
                3.4,
                "replica",
                "15.00",
                "Clay & Co",
                "plate",
            ),
            (
                "Replacement lid fits Panda Kiln teapot",
                "Panda Kiln",
                "compatible",
                1.8,
                "fits",
                "7.00",
                "lid-and-more",
                "",
            ),
            (
                "Panda Kiln bowl, seconds quality",
                "Panda Kiln",
                "price_far_below",
                2.8,
                "EUR 4.00",
                "4.00",
                "Teal River Gifts",
                "bowl",
            ),
        )
    ),
    Offer(
        "torch-2027",
        "炬火 2O27 毛绒公仔 会场同款",
        (("title", "炬火 2O27", "炬火2027"),),
        ((_EVASIVE, 2.6, "炬火 2O27"), ("special_sign", 3.2, "torch-sign")),
        "35.00",
        "锦江礼品定制",
        picture="plush",
    ),
    Offer(
        "torch-2027",
        "炬火2027 官方授权 钥匙扣",
        (("title", "炬火2027", "炬火2027"),),
        (("special_sign", 3.2, "torch-sign"), ("authorised_claim", -0.3, "官方授权")),
        "15.00",
        "城市礼物铺",
        picture="keyring",
    ),
    Offer(
        "qingya",
        HOSTILE_TITLE,
        (("title", "QINGYA", "QINGYA"), ("title", "青\u200b崖", "青崖")),
        ((_EVASIVE, 2.6, "青\u200b崖"),),
        "1.00",
        '=HYPERLINK("http://evil.example")\u202e',
        description="=1+1 </textarea></script><svg onload=alert(2)> \u2066QINGYA\u2069",
        url="javascript:alert(document.domain)",
        attributes=(("<b>x</b>\u202e", "@SUM(A1)"),),
    ),
)
