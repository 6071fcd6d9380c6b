"""Money: every way in which shops write a price gives its amount and currency, and nothing else does."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.currencies import currency_hints, known_currency
from crawler.extract.money import Role, bare_money, find_money, read_amount


@pytest.mark.parametrize(
    ("text", "hints", "amount", "currency"),
    [
        ("¥1,299.00", "CNY", "1299.00", "CNY"),
        ("￥1299", "", "1299", "CNY"),
        ("36元", "", "36", "CNY"),
        ("人民币 88 元", "", "88", "CNY"),
        ("人民币88", "", "88", "CNY"),
        ("RMB 88.5", "", "88.5", "CNY"),
        ("88 RMB", "", "88", "CNY"),
        ("NT$1,280", "", "1280", "TWD"),
        ("NT$ 1,280元", "", "1280", "TWD"),
        ("$ 99", "TWD", "99", "TWD"),
        ("１２９９元", "", "1299", "CNY"),
        ("￥１，２９９．００", "", "1299.00", "CNY"),
        ("38.8元/瓶", "", "38.8", "CNY"),
        ("1.2万元", "", "12000", "CNY"),
        ("¥1.2万", "", "12000", "CNY"),
        ("3千元", "", "3000", "CNY"),
        ("2.5萬元", "TWD", "25000", "TWD"),
        ("月销1000+ ¥25.8", "", "25.8", "CNY"),
        ("月销1000 ¥25.8", "", "25.8", "CNY"),
        ("¥99起", "", "99", "CNY"),
        ("券后价¥49.9", "", "49.9", "CNY"),
        ("到手价 59 元", "", "59", "CNY"),
        ("HK$1,099.0", "", "1099.0", "HKD"),
        ("新台幣 1,500", "", "1500", "TWD"),
        ("¥1,200", "JPY", "1200", "JPY"),
        ("3,980円", "", "3980", "JPY"),
        ("29,900원", "", "29900", "KRW"),
        ("$1,299.99", "", "1299.99", "USD"),
        ("US $12.50", "", "12.50", "USD"),
        ("$12.00 USD", "CAD", "12.00", "USD"),
        ("CAD $ 12.00", "", "12.00", "CAD"),
        ("$12.00 CAD", "", "12.00", "CAD"),
        ("€1.299,00", "", "1299.00", "EUR"),
        ("1.299,- €", "", "1299", "EUR"),
        ("12,50 €", "", "12.50", "EUR"),
        ("€ 1.299", "", "1299", "EUR"),
        ("1 299 kr", "SEK", "1299", "SEK"),
        ("1 299,50 zł", "", "1299.50", "PLN"),
        ("1\u00a0299\u00a0₽", "", "1299", "RUB"),
        ("CHF 1'299.00", "", "1299.00", "CHF"),
        ("₹1,23,456.00", "", "123456.00", "INR"),
        ("Rs. 2,433", "INR", "2433", "INR"),
        ("Rs 23,450", "PKR", "23450", "PKR"),
        ("$ 24.990", "CLP", "24990", "CLP"),
        ("$ 2.449", "ARS", "2449", "ARS"),
        ("R$ 1.299,90", "", "1299.90", "BRL"),
        ("R 1 299.00", "ZAR", "1299.00", "ZAR"),
        ("£0.99", "", "0.99", "GBP"),
        ("KWD 12.345", "", "12.345", "KWD"),
        ("1.290 Ft", "HUF", "1290", "HUF"),
        ("₫ 1.250.000", "", "1250000", "VND"),
        ("Rp 125.000", "IDR", "125000", "IDR"),
        ("EUR 15", "", "15", "EUR"),
        ("15 EUR", "", "15", "EUR"),
        ("Price: $5", "", "5", "USD"),
        ("$0.1234", "", "0.1234", "USD"),
    ],
)
def test_prices_are_read(text: str, hints: str, amount: str, currency: str) -> None:
    """The first amount of the text, with its currency."""
    found = find_money(text, tuple(hints.split()))
    assert found
    assert (found[0].amount, found[0].currency) == (Decimal(amount), currency)
    assert found[0].raw == text[found[0].start : found[0].end].strip()


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("¥99-¥199", "99", "199"),
        ("¥99-199", "99", "199"),
        ("99-199元", "99", "199"),
        ("￥９９～￥１９９", "99", "199"),
        ("99元至199元", "99", "199"),
        ("$10.00 – $20.00", "10.00", "20.00"),
        ("1-2万元", "10000", "20000"),
    ],
)
def test_ranges_keep_both_ends(text: str, low: str, high: str) -> None:
    """A range is one amount with its lower and upper end."""
    (found,) = find_money(text)
    assert (found.amount, found.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    "text",
    [
        "月销1000+",
        "已售 3000 件",
        "2.5千克",
        "500克",
        "iPhone 15",
        "4.8 (120 reviews)",
        "2026-11-22",
        "TL-80 kr 15x",
        "R 2",
        "Size 42.5",
        "100%",
        "１２３",
        "",
    ],
)
def test_other_numbers_are_no_prices(text: str) -> None:
    """A number without a currency is no price, however large the sales count."""
    assert find_money(text) == ()


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("原价¥199 券后¥99", [Role.WAS, Role.NOW]),
        ("市场价:￥299 现价:￥199", [Role.WAS, Role.NOW]),
        ("满300元减50元", [Role.OTHER, Role.OTHER]),
        ("50元优惠券", [Role.OTHER]),
        ("运费 12元", [Role.OTHER]),
        ("Was $50 Now $30", [Role.WAS, Role.NOW]),
        ("RRP £20", [Role.WAS]),
        ("Save $20", [Role.OTHER]),
        ("$20 off", [Role.OTHER]),
        ("Free shipping on orders over $50", [Role.OTHER]),
        ("UVP 20 €", [Role.WAS]),
        ("12,50 €/kg", [Role.UNIT]),
        ("$30", [Role.PLAIN]),
        ("气垫跑鞋 轻便减震 ¥95", [Role.PLAIN]),
        ("运费约 12元", [Role.OTHER]),
    ],
)
def test_words_beside_an_amount_say_what_it_is(text: str, roles: list[Role]) -> None:
    """A crossed-out price, a saving and a delivery fee are told from the price."""
    assert [money.role for money in find_money(text)] == roles


def test_several_amounts_keep_their_own_signs() -> None:
    """A sign between two numbers belongs to one of them only."""
    assert [(str(m.amount), m.currency) for m in find_money("12 € 15 €")] == [
        ("12", "EUR"),
        ("15", "EUR"),
    ]
    assert [m.currency for m in find_money("USD 12 EUR 15")] == ["USD", "EUR"]
    assert [str(m.amount) for m in find_money("$5 $6 $7")] == ["5", "6", "7"]


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("24.990", "CLP", "24990"),
        ("29.990", "USD", "29.990"),
        ("1299", "CNY", "1299"),
        ("12.0000", "EUR", "12.0000"),
        ("1,299.00", "USD", "1299.00"),
        ("12,50", "EUR", "12.50"),
        ("free", "EUR", None),
    ],
)
def test_markup_writes_points_for_fractions(text: str, currency: str, amount: str | None) -> None:
    """A value of markup is read by markup's rules, whole-number currencies excepted."""
    expected = Decimal(amount) if amount else None
    assert read_amount(text, currency, machine=True) == expected


def test_a_bare_number_takes_the_pages_currency() -> None:
    """Where a shop shows numbers alone, the page's currency is theirs."""
    found = bare_money(" 1,299 ", ("TWD", "USD"))
    assert found is not None
    assert (found.amount, found.currency, found.signed) == (Decimal(1299), "TWD", False)
    assert bare_money("1,299 pieces", ("TWD",)) is None


@pytest.mark.parametrize(
    ("url", "language", "stated", "first"),
    [
        ("https://shop.example.cl/x", "es", (), "CLP"),
        ("https://shop.example.com/en-au/x", "en", (), "AUD"),
        ("https://shop.example.com/", "en-ca", (), "CAD"),
        ("https://shop.example.com/", "zh-tw", (), "TWD"),
        ("https://shop.example.com/", "zh-cn", (), "CNY"),
        ("https://shop.example.cl/", "es", ("USD", None), "USD"),
        ("https://jp.shop.example.com/", "", (), "JPY"),
    ],
)
def test_hints_go_from_stated_to_guessed(
    url: str, language: str, stated: tuple[str | None, ...], first: str
) -> None:
    """Markup and source come before country, country before language."""
    assert currency_hints(url, language, stated)[0] == first


@pytest.mark.parametrize(
    ("text", "code"), [("eur", "EUR"), ("€", "EUR"), ("RMB", "CNY"), ("$", None), ("xx", None)]
)
def test_markup_currencies(text: str, code: str | None) -> None:
    """A currency field is an ISO code or a sign that means one currency only."""
    assert known_currency(text) == code


@given(st.text(alphabet="0123456789.,-~ ¥$€元万千到kr\u3000", max_size=60))
def test_any_text_is_read(text: str) -> None:
    """No text raises, and every amount is finite, ordered and where it says it is."""
    for money in find_money(text, ("CNY",)):
        assert 0 <= money.amount <= money.high
        assert money.amount.is_finite()
        assert money.raw == text[money.start : money.end].strip()


def test_a_long_text_of_numbers_costs_little() -> None:
    """A page of nothing but digits is read in bounded time."""
    began = time.process_time()
    for piece in ("1", "1,", "1 ", "$1-", "¥", "1.111"):
        find_money(piece * 30_000)
    assert time.process_time() - began < 60
