"""Currencies: which signs mean which, how many decimals they use, and where they are used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

ISO_CODES = frozenset({
    "AED", "ARS", "AUD", "BDT", "BGN", "BHD", "BRL", "BYN", "CAD", "CHF", "CLP", "CNY", "COP",
    "CRC", "CZK", "DKK", "EGP", "EUR", "GBP", "GEL", "HKD", "HUF", "IDR", "ILS", "INR", "ISK",
    "JOD", "JPY", "KES", "KRW", "KWD", "KZT", "LKR", "MAD", "MXN", "MYR", "NGN", "NOK", "NPR",
    "NZD", "OMR", "PEN", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "SAR", "SEK",
    "SGD", "THB", "TND", "TRY", "TWD", "UAH", "USD", "UYU", "UZS", "VND", "ZAR",
})  # fmt: skip
"""ISO 4217 codes that are read as a currency when they stand beside a number."""

SIGNS: Mapping[str, tuple[str, ...]] = {
    "$": (
        "USD", "CAD", "AUD", "NZD", "HKD", "TWD", "SGD", "MXN", "CLP", "ARS", "COP", "UYU",
    ),
    "US$": ("USD",), "U$S": ("USD",), "NT$": ("TWD",), "HK$": ("HKD",), "A$": ("AUD",),
    "AU$": ("AUD",), "C$": ("CAD",), "CA$": ("CAD",), "CDN$": ("CAD",), "NZ$": ("NZD",),
    "S$": ("SGD",), "SG$": ("SGD",), "R$": ("BRL",), "MX$": ("MXN",), "CLP$": ("CLP",),
    "AR$": ("ARS",), "COL$": ("COP",), "$U": ("UYU",),
    "€": ("EUR",), "EURO": ("EUR",), "£": ("GBP", "EGP"), "₤": ("GBP",), "GBP£": ("GBP",),
    "¥": ("CNY", "JPY"), "CN¥": ("CNY",), "JP¥": ("JPY",), "円": ("JPY",), "日元": ("JPY",),
    "元": ("CNY", "TWD", "HKD"), "圆": ("CNY",), "圓": ("TWD", "HKD"), "块": ("CNY",),
    "块钱": ("CNY",), "人民币": ("CNY",), "人民幣": ("CNY",), "RMB": ("CNY",), "CNH": ("CNY",),
    "新台币": ("TWD",), "新臺幣": ("TWD",), "新台幣": ("TWD",), "台币": ("TWD",), "台幣": ("TWD",),
    "NTD": ("TWD",), "港币": ("HKD",), "港幣": ("HKD",), "港元": ("HKD",), "美元": ("USD",),
    "美金": ("USD",), "欧元": ("EUR",), "歐元": ("EUR",), "英镑": ("GBP",), "英鎊": ("GBP",),
    "₹": ("INR",), "RS": ("INR", "PKR", "LKR", "NPR"), "RS.": ("INR", "PKR", "LKR", "NPR"),
    "INR₹": ("INR",), "₨": ("PKR", "INR"), "৳": ("BDT",), "TK": ("BDT",), "₩": ("KRW",),
    "원": ("KRW",), "₽": ("RUB",), "РУБ": ("RUB",), "РУБ.": ("RUB",), "Р.": ("RUB",),
    "₴": ("UAH",), "ГРН": ("UAH",), "ГРН.": ("UAH",), "₸": ("KZT",), "₺": ("TRY",), "TL": ("TRY",),
    "ZŁ": ("PLN",), "KČ": ("CZK",), "FT": ("HUF",), "LEI": ("RON",), "ЛВ": ("BGN",),
    "ЛВ.": ("BGN",), "KR": ("SEK", "NOK", "DKK", "ISK"), "KR.": ("DKK", "SEK", "NOK", "ISK"),
    ":-": ("SEK", "NOK"), "FR.": ("CHF",), "SFR": ("CHF",), "R": ("ZAR",), "₫": ("VND",),
    "Đ": ("VND",), "VNĐ": ("VND",), "฿": ("THB",), "บาท": ("THB",), "₱": ("PHP",), "₪": ("ILS",),
    "RP": ("IDR",), "RP.": ("IDR",), "RM": ("MYR",), "₦": ("NGN",), "KSH": ("KES",),
    "S/": ("PEN",), "S/.": ("PEN",), "₡": ("CRC",), "₲": ("PYG",), "د.إ": ("AED",), "DHS": ("AED",),
    "DH": ("MAD", "AED"),
}  # fmt: skip
"""Upper-case sign or word -> the currencies it may mean; the first where nothing else speaks."""

WHOLE = frozenset({
    "CLP", "COP", "CRC", "IDR", "ISK", "JPY", "KRW", "PKR", "PYG", "TWD", "UGX", "VND", "HUF",
    "KZT", "UZS", "NGN",
})  # fmt: skip
"""Currencies whose prices have no fraction in shops, whatever ISO 4217 says."""

THREE_DECIMALS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})

_BY_COUNTRY: Mapping[str, str] = {
    "cn": "CNY", "tw": "TWD", "hk": "HKD", "jp": "JPY", "kr": "KRW", "sg": "SGD", "my": "MYR",
    "th": "THB", "vn": "VND", "id": "IDR", "ph": "PHP", "in": "INR", "pk": "PKR", "lk": "LKR",
    "bd": "BDT", "np": "NPR", "us": "USD", "ca": "CAD", "mx": "MXN", "br": "BRL", "ar": "ARS",
    "cl": "CLP", "pe": "PEN", "uy": "UYU", "py": "PYG", "cr": "CRC", "uk": "GBP", "gb": "GBP",
    "ie": "EUR", "de": "EUR", "at": "EUR", "fr": "EUR", "es": "EUR", "it": "EUR", "pt": "EUR",
    "nl": "EUR", "be": "EUR", "fi": "EUR", "gr": "EUR", "sk": "EUR", "si": "EUR", "ee": "EUR",
    "lv": "EUR", "lt": "EUR", "lu": "EUR", "hr": "EUR", "cy": "EUR", "mt": "EUR", "ch": "CHF",
    "se": "SEK", "no": "NOK", "dk": "DKK", "is": "ISK", "pl": "PLN", "cz": "CZK", "hu": "HUF",
    "ro": "RON", "bg": "BGN", "rs": "RSD", "ua": "UAH", "ru": "RUB", "by": "BYN", "kz": "KZT",
    "tr": "TRY", "il": "ILS", "ae": "AED", "sa": "SAR", "eg": "EGP", "ma": "MAD", "za": "ZAR",
    "ng": "NGN", "ke": "KES", "au": "AUD", "nz": "NZD",
}  # fmt: skip
"""Country, as in domains and language tags, to currency. `co` is missing: most of it is not Colombia."""

_BY_LANGUAGE: Mapping[str, str] = {
    "ja": "JPY", "ko": "KRW", "sv": "SEK", "nb": "NOK", "nn": "NOK", "no": "NOK", "da": "DKK",
    "pl": "PLN", "cs": "CZK", "hu": "HUF", "tr": "TRY", "ru": "RUB", "uk": "UAH", "he": "ILS",
    "vi": "VND", "th": "THB", "id": "IDR", "hi": "INR", "de": "EUR", "fr": "EUR", "es": "EUR",
    "it": "EUR", "nl": "EUR", "pt": "EUR", "fi": "EUR", "el": "EUR", "zh": "CNY",
    "zh-hant": "TWD", "zh-hans": "CNY", "is": "ISK",
}  # fmt: skip


def known_currency(text: str) -> str | None:
    """The ISO code that a currency field of markup means; it may hold a sign or a word."""
    written = text.strip().upper().replace("￥", "¥").replace("＄", "$")
    if written in ISO_CODES:
        return written
    meant = SIGNS.get(written, ())
    return meant[0] if len(meant) == 1 else None


def currency_hints(url: str, language: str, stated: Iterable[str | None]) -> tuple[str, ...]:
    """Currencies that an unclear sign may mean here, the likeliest first.

    `stated` come first in their order: what the page's markup and the source's file say. Then the
    country in the host or path (`shop.example.cl`, `/en-au/`), then the page's language.
    """
    found = [code for code in stated if code]
    try:
        parts = urlsplit(url)
    except ValueError:
        return tuple(found)
    labels = (parts.hostname or "").split(".")
    found.append(_BY_COUNTRY.get(labels[-1], ""))
    found.append(_BY_COUNTRY.get(labels[0], "") if len(labels[0]) == 2 and len(labels) > 2 else "")
    first = parts.path.lower().strip("/").split("/")[0].replace("_", "-")
    if len(first) == 5 and first[2] == "-":
        found.append(_BY_COUNTRY.get(first[3:], ""))
    if len(first) == 2 and first in {"us", "uk", "au", "nz", "hk", "tw", "sg", "jp"}:
        found.append(_BY_COUNTRY[first])
    region = language.rsplit("-", 1)[-1] if "-" in language else ""
    found.append(_BY_COUNTRY.get(region, ""))
    found.append(_BY_LANGUAGE.get(language, "") or _BY_LANGUAGE.get(language.partition("-")[0], ""))
    return tuple(dict.fromkeys(code for code in found if code))


def resolve_currency(sign: str, hints: Iterable[str]) -> str | None:
    """The ISO code that a written sign, word or code means on a page with these hints."""
    written = sign.strip().upper().replace("￥", "¥").replace("＄", "$").replace(" ", "")
    if not written:
        return next(iter(hints), None)
    if written in ISO_CODES:
        return written
    meant = SIGNS.get(written, ())
    return next((code for code in hints if code in meant), meant[0] if meant else None)
