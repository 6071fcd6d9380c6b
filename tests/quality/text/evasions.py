"""A seeded generator of evasive spellings, one function a kind, from facts other than our tables.

Look-alike letters come from Unicode blocks and a short list of Cyrillic and Greek letters, shapes
from a list of pairs that schoolbooks warn of, so that the score does not only mirror the matcher.
Homophones need a reading table; there the matcher's own has to serve.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from random import Random

from matchers.text.characters import is_han
from matchers.text.tables import han_words, readings, simplified, splits

CYRILLIC = dict(zip("aeopcxyijsd", "аеорсхуіјѕԁ", strict=True))
GREEK = dict(zip("aonuvkpti", "αοηυνκρτι", strict=True))
LEET = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7", "b": "8", "l": "1", "g": "9"}
ACCENTS = "\u0301\u0308\u0302\u0303\u030c"
EMOJI = "🔥✨⭐💎👟🎁"
SHAPES = [
    "己已",
    "人入",
    "土士",
    "未末",
    "日曰",
    "干千",
    "午牛",
    "天夫",
    "大太",
    "木本",
    "王玉",
    "白自",
    "目日",
    "田由",
    "由甲",
    "力刀",
    "免兔",
    "师帅",
    "雪雷",
    "恩思",
    "治洽",
    "快抉",
    "亮壳",
    "古吉",
    "于干",
    "伊尹",
    "利刑",
    "立位",
    "大犬",
    "乐东",
    "马乌",
    "鸟乌",
    "特持",
    "海侮",
    "泉皇",
    "老考",
    "妈奶",
    "星皇",
    "克兄",
    "达过",
    "斯期",
    "仕任",
    "福副",
    "宝玉",
    "尔你",
    "苏办",
    "泊伯",
    "方万",
    "公松",
    "牛午",
    "王主",
    "百白",
    "可司",
    "口日",
    "娃佳",
    "哈恰",
    "核该",
    "桃挑",
    "养美",
    "线钱",
    "农衣",
    "茅芽",
    "台合",
    "粮粗",
    "液夜",
    "仔好",
    "奥澳",
    "德得",
    "芙英",
    "徐余",
    "记纪",
    "康唐",
    "傅博",
    "象像",
    "干于",
    "天夫",
    "鱼渔",
    "临监",
    "花化",
    "肯背",
    "基其",
    "麦表",
    "当挡",
    "劳荣",
    "底低",
    "捞劳",
    "蓝篮",
    "月用",
    "汰汏",
    "渍债",
    "舒野",
    "肤夫",
    "佳住",
    "飞乙",
    "丝线",
    "飘漂",
    "柔揉",
    "潘番",
    "婷停",
    "清请",
    "扬杨",
    "云去",
    "南两",
    "药约",
    "仁什",
    "堂常",
    "阿何",
    "胶校",
    "羚铃",
    "雀崔",
    "宝室",
    "自目",
    "然燃",
    "莱菜",
    "雅推",
    "兰三",
    "蔻寇",
    "诗侍",
    "黛黑",
    "资姿",
    "生主",
    "回口",
    "跃跌",
    "永水",
    "久欠",
    "凤风",
    "凰皇",
]


def _each(name: str, change: Callable[[str], str]) -> Iterator[str]:
    for place, character in enumerate(name):
        other = change(character)
        if other != character:
            yield name[:place] + other + name[place + 1 :]


def _letters(name: str) -> list[int]:
    return [i for i, c in enumerate(name) if c.isascii() and c.isalpha()]


def mathematical(name: str, random: Random) -> str:
    """Mathematical bold letters."""
    first = random.choice([0x1D5D4, 0x1D400, 0x1D468])
    return "".join(
        chr(first + ord(c.upper()) - 65) if c.isascii() and c.isalpha() else c for c in name
    )


def full_width(name: str, _: Random) -> str:
    """Full-width letters."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)


def enclosed(name: str, _: Random) -> str:
    """Circled letters."""
    return "".join(chr(0x24D0 + ord(c) - 97) if "a" <= c <= "z" else c for c in name.lower())


def homoglyph(name: str, random: Random) -> str:
    """One or two letters of another script."""
    table = random.choice([CYRILLIC, GREEK])
    places = [i for i in _letters(name) if name[i].lower() in table]
    return _put(name, random.sample(places, min(2, len(places))), lambda c: table[c.lower()])


def _put(name: str, places: list[int], change: Callable[[str], str]) -> str:
    return "".join(change(c) if i in places else c for i, c in enumerate(name))


def zero_width(name: str, random: Random) -> str:
    """An invisible character inside."""
    place = random.randrange(1, len(name))
    return name[:place] + random.choice("\u200b\u200c\u200d\u2060\ufeff") + name[place:]


def spaced(name: str, _: Random) -> str:
    """Every letter apart."""
    return " ".join(name.replace(" ", ""))


def punctuated(name: str, random: Random) -> str:
    """A sign between all letters."""
    return random.choice("-._·/").join(name.replace(" ", ""))


def emoji(name: str, random: Random) -> str:
    """A picture sign inside."""
    place = random.randrange(1, len(name))
    return name[:place] + random.choice(EMOJI) + name[place:]


def diacritic(name: str, random: Random) -> str:
    """Accents on one or two letters."""
    places = random.sample(_letters(name), min(2, len(_letters(name))))
    return _put(name, places, lambda c: c + random.choice(ACCENTS))


def leet(name: str, random: Random) -> str:
    """A digit or sign for one or two letters."""
    places = [i for i in _letters(name) if name[i].lower() in LEET]
    chosen = random.sample(places, min(random.choice([1, 2]), len(places)))
    return _put(name, chosen, lambda c: random.choice(LEET[c.lower()]))


def masked_latin(name: str, random: Random) -> str:
    """A star for an inner letter."""
    inner = _letters(name)[1:-1]
    return _put(name, [random.choice(inner)], lambda _: "*") if inner else name


def transposed(name: str, random: Random) -> str:
    """Two neighbouring letters swapped, not the first."""
    places = [i for i in _letters(name)[1:-1] if name[i + 1].isalpha() and name[i] != name[i + 1]]
    if not places:
        return name
    i = random.choice(places)
    return name[:i] + name[i + 1] + name[i] + name[i + 2 :]


def doubled(name: str, random: Random) -> str:
    """One letter twice."""
    i = random.choice(_letters(name))
    return name[:i] + name[i] + name[i:]


def dropped_latin(name: str, random: Random) -> str:
    """One inner letter left out, in names of five and more."""
    places = _letters(name)[1:]
    if len(places) < 4:
        return name
    i = random.choice(places)
    return name[:i] + name[i + 1 :]


def split_latin(name: str, random: Random) -> str:
    """Written as two words."""
    place = random.randrange(2, len(name) - 1) if len(name) > 3 else 1
    return name[:place] + " " + name[place:]


def traditional(name: str, _: Random) -> str:
    """Traditional or Japanese forms."""
    other = {plain: form for form, plain in simplified().items()}
    return "".join(other.get(c, c) for c in name)


def homophone(name: str, random: Random) -> str:
    """One character by another with the same sound."""
    return _one(name, random, _same_sound())


def _one(name: str, random: Random, table: dict[str, list[str]]) -> str:
    places = [i for i, c in enumerate(name) if table.get(c)]
    if not places:
        return name
    i = random.choice(places)
    return name[:i] + random.choice(table[name[i]]) + name[i + 1 :]


def _common() -> set[str]:
    return {c for word, power in han_words().items() if power >= 6 for c in word}


def _same_sound() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for c in sorted(_common()):
        if c in readings():
            groups.setdefault(readings()[c][0], []).append(c)
    return {c: [o for o in group if o != c] for group in groups.values() for c in group}


def similar_shape(name: str, random: Random) -> str:
    """One character by one that schoolbooks warn of."""
    table: dict[str, list[str]] = {}
    for pair in SHAPES:
        one, other = pair[0], pair[1]
        table.setdefault(one, []).append(other)
        table.setdefault(other, []).append(one)
    return _one(name, random, table)


def swapped_character(name: str, random: Random) -> str:
    """One character, not the first, by any common one; in names of three and more."""
    if len(name) < 3 or not all(map(is_han, name)):
        return name
    i = random.randrange(1, len(name))
    return name[:i] + random.choice(sorted(_common())) + name[i + 1 :]


def reordered(name: str, random: Random) -> str:
    """Two neighbouring characters swapped, in names of three and more."""
    if len(name) < 3:
        return name
    i = random.randrange(len(name) - 1)
    return name[:i] + name[i + 1] + name[i] + name[i + 2 :]


def inserted(name: str, random: Random) -> str:
    """A letter, digit or little word put inside, in names of three and more."""
    if len(name) < 3:
        return name
    place = random.randrange(1, len(name))
    return name[:place] + random.choice("的之小a1x大") + name[place:]


def split_character(name: str, random: Random) -> str:
    """One character written as its two parts."""
    places = [i for i, c in enumerate(name) if c in splits()]
    if not places:
        return name
    i = random.choice(places)
    return name[:i] + splits()[name[i]] + name[i + 1 :]


def mixed_pinyin(name: str, random: Random) -> str:
    """One character by its pinyin."""
    i = random.randrange(len(name))
    return name[:i] + readings()[name[i]][0] + name[i + 1 :]


def masked_han(name: str, random: Random) -> str:
    """A star for one inner character, in names of three and more."""
    if len(name) < 3:
        return name
    i = random.randrange(1, len(name) - 1)
    return name[:i] + random.choice("*×○") + name[i + 1 :]


LATIN_KINDS: dict[str, Callable[[str, Random], str]] = {
    "homoglyph": homoglyph, "mathematical": mathematical, "full width": full_width,
    "enclosed": enclosed, "zero width": zero_width, "spacing": spaced, "punctuation": punctuated,
    "emoji": emoji, "diacritic": diacritic, "leet": leet, "mask": masked_latin,
    "transposed": transposed, "doubled": doubled, "dropped": dropped_latin, "split": split_latin,
}  # fmt: skip
HAN_KINDS: dict[str, Callable[[str, Random], str]] = {
    "zh zero width": zero_width, "zh spacing": spaced, "zh punctuation": punctuated,
    "zh emoji": emoji, "traditional": traditional, "mixed pinyin": mixed_pinyin,
    "homophone": homophone, "similar shape": similar_shape, "one character swapped": swapped_character,
    "reordered": reordered, "inserted": inserted, "split character": split_character,
    "zh mask": masked_han,
}  # fmt: skip


def evasions(brands: list[str], seed: int) -> Iterator[tuple[str, str, str]]:
    """(kind, brand, spelling) for every brand and kind that changes its name."""
    random = Random(seed)
    for brand in brands:
        han = any(map(is_han, brand))
        for kind, change in (HAN_KINDS if han else LATIN_KINDS).items():
            plain = unicodedata.normalize("NFC", brand)
            if not han and len(plain) < 4 and kind not in {"mathematical", "full width", "spacing"}:
                continue
            spelling = change(plain, random)
            if spelling.casefold() != plain.casefold() and (
                han or kind != "split" or " " not in plain
            ):
                yield kind, brand, spelling
