"""The written forms of a protected list: every name and alias of every mark in force, one entry each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from sys import intern

from casework.brand import AliasKind, Mark, MarkKind, ProtectedBrand
from matchers.text.characters import is_han
from matchers.text.fold import fold, literal_form
from matchers.text.goods.reader import goods_reader
from matchers.text.goods.tables import known_marks
from matchers.text.skeleton import skeleton, without_signs
from matchers.text.slang import slang_for


@dataclass(frozen=True, slots=True)
class MarkEntry:
    """One way to write one mark. `alias` is None for a registered name.

    `folded` is the name folded with single spaces between words; `squeezed` its skeleton; `plain`
    the skeleton without signs such as !; `literal` what a literal mention equals; `places` the
    folded place names that prove nothing alone; `classes` the Nice classes of the mark's goods, none
    where they are not known.
    """

    brand_id: str
    mark_id: str
    kind: MarkKind
    text: str
    folded: str
    squeezed: str
    plain: str
    literal: str
    alias: AliasKind | None = None
    dictionary_word: bool = False
    places: tuple[str, ...] = ()
    classes: tuple[int, ...] = ()

    @property
    def han(self) -> bool:
        """Whether the name holds Chinese characters."""
        return any(map(is_han, self.squeezed))

    @property
    def latin(self) -> bool:
        """Whether the name is written in Latin letters, digits and signs only."""
        return self.squeezed.isascii()

    @property
    def slang(self) -> bool:
        """Whether the entry is weaker evidence than a name: trade slang or an abbreviation."""
        alias = self.alias
        return alias is AliasKind.SLANG or alias is AliasKind.ABBREVIATION

    @property
    def covert(self) -> bool:
        """Whether only those in the know read the mark in it: 驴家 hides one, LV does not."""
        return self.alias is AliasKind.SLANG


def mark_entries(brands: Iterable[ProtectedBrand], today: date) -> tuple[MarkEntry, ...]:
    """All entries of marks in force on `today`, in order; empty and repeated names are left out."""
    found: dict[tuple[str, str, str], MarkEntry] = {}
    for brand in brands:
        for mark in brand.marks_in_force(today):
            for entry in _entries(brand, mark):
                found.setdefault((entry.brand_id, entry.mark_id, entry.folded), entry)
    return tuple(found.values())


def _entries(brand: ProtectedBrand, mark: Mark) -> Iterable[MarkEntry]:
    names = [(name.text, None) for name in mark.names]
    aliases: list[tuple[str, AliasKind | None]] = [
        (alias.text, alias.kind) for alias in mark.aliases
    ]
    if mark.trade_slang:
        aliases += [(slang.text, slang.kind) for text, _ in names for slang in slang_for(text)]
    places = tuple(fold(place).strip() for place in mark.place_names)
    classes = tuple(sorted(_classes(brand, mark)))
    for text, alias in _with_and_without_article((*names, *aliases)):
        # Most forms of a name are equal; one object for all is one place of memory to read.
        squeezed = intern(skeleton(text))
        if not squeezed:
            continue
        yield MarkEntry(
            brand_id=brand.brand_id,
            mark_id=mark.mark_id,
            kind=mark.kind,
            text=text,
            folded=intern(" ".join(fold(text).split())),
            squeezed=squeezed,
            plain=intern(skeleton(without_signs(text))) or squeezed,
            literal=intern(literal_form(text)),
            alias=alias,
            dictionary_word=mark.dictionary_word,
            places=places,
            classes=classes,
        )


def _with_and_without_article(
    forms: Iterable[tuple[str, AliasKind | None]],
) -> Iterable[tuple[str, AliasKind | None]]:
    """The forms, and those of several words without their article: most titles say North Face."""
    for text, alias in forms:
        yield text, alias
        first, _, rest = text.partition(" ")
        if first.casefold() == "the" and " " in rest.strip():
            yield rest.strip(), alias


def listed_classes(brand: ProtectedBrand, mark: Mark) -> set[int]:
    """The Nice classes that a list gives a mark, by number or by words for its goods."""
    reader = goods_reader()
    given = set(mark.nice_classes)
    for words in (*brand.goods, *mark.class_words):
        given.update(reader.read(fold(words)))
    return given


def _classes(brand: ProtectedBrand, mark: Mark) -> set[int]:
    """The Nice classes of a mark's goods.

    Where the list gives none they are those that a well-known mark is known for, or that the name
    itself says: Riva Carpets.
    """
    reader, known = goods_reader(), known_marks()
    return listed_classes(brand, mark) or {
        number
        for name in mark.names
        for number in known.get(literal_form(name.text)) or reader.read(fold(name.text))
    }
