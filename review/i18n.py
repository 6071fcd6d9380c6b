"""The workbench's languages: catalogues read from their .po files, and the words for codes and times."""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from babel import Locale
from babel.dates import format_datetime, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from casework.listing import Price

LOCALE_FOLDER = Path(__file__).parent / "locale"


def message(text: str) -> str:
    """Mark a text for translation where it stands in a table; it is translated where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the workbench: `code` in settings and addresses, `tag` in HTML."""

    code: str
    tag: str
    name: str
    locale: Locale
    translations: gettext.NullTranslations

    def say(self, text: str, **values: object) -> str:
        """A message in this language with its values put in."""
        translated = self.translations.gettext(text)
        return translated % values if values else translated

    def moment(self, when: datetime) -> str:
        """A time on this machine's clock, the same shape in every language: 2026-11-22 17:20."""
        return format_datetime(when.astimezone(), "yyyy-MM-dd HH:mm", locale=self.locale)

    def ago(self, when: datetime, now: datetime) -> str:
        """How long ago, in words."""
        return format_timedelta(when - now, add_direction=True, locale=self.locale)

    def number(self, value: int) -> str:
        """A whole number with its group separators."""
        return format_decimal(value, locale=self.locale)

    def amount(self, value: Decimal) -> str:
        """An amount of money, with two decimals and more where it has them."""
        return format_decimal(value, format="#,##0.00##", locale=self.locale)

    def price(self, price: Price | None) -> str:
        """Amount and currency code, else the page's own words, else nothing."""
        if price is None:
            return ""
        if price.amount is None:
            return price.raw
        amount = self.amount(price.amount)
        return f"{price.currency} {amount}" if price.currency else amount


def load_languages() -> dict[str, Language]:
    """Every language by code; English is the language of the messages and needs no catalogue."""
    english = Language("en", "en", "English", Locale("en"), gettext.NullTranslations())
    chinese = Language(
        "zh",
        "zh-CN",
        "中文",
        Locale("zh", script="Hans"),
        _catalogue(LOCALE_FOLDER / "zh.po", "zh"),
    )
    return {language.code: language for language in (chinese, english)}


def _catalogue(file: Path, locale: str) -> gettext.GNUTranslations:
    # Compiled in memory: a committed .mo would be a second copy of every sentence.
    with file.open("rb") as stream:
        catalogue = read_po(stream, locale=locale)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
