"""Draws the protected picture of the example list: `python -m tests.marketplace.panda_kiln_label`."""

from __future__ import annotations

import math
import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

FILE = Path(__file__).parents[2] / "config" / "brands" / "pictures" / "panda-kiln-label.png"
_SIDE = 640
_INK = (31, 52, 44)
_LEAF = ((58, 110, 70), (88, 140, 86), (120, 165, 98))


def draw() -> Image.Image:
    """The label: a panda among bamboo under a moon, in a frame of key pattern, 640 pixels a side."""
    dice = random.Random(1915)
    image = Image.new("RGB", (_SIDE, _SIDE), (236, 228, 208))
    canvas = ImageDraw.Draw(image)
    canvas.ellipse((350, 70, 540, 260), fill=(246, 214, 150), outline=(214, 172, 100), width=5)
    _hills(canvas, dice)
    for stem in range(7):
        _bamboo(canvas, dice, 60 + stem * 88 + dice.randint(-18, 18))
    _panda(canvas)
    image = image.filter(ImageFilter.GaussianBlur(0.7))
    _frame(ImageDraw.Draw(image))
    return image


def _hills(canvas: ImageDraw.ImageDraw, dice: random.Random) -> None:
    for layer, colour in enumerate(((196, 208, 190), (168, 188, 168), (140, 166, 146))):
        base = 330 + layer * 50
        crest = [
            (x, base - 40 * math.sin(x / (70 + 20 * layer) + layer) - dice.randint(0, 9))
            for x in range(0, _SIDE + 20, 20)
        ]
        canvas.polygon([(0, _SIDE), *crest, (_SIDE, _SIDE)], fill=colour)


def _bamboo(canvas: ImageDraw.ImageDraw, dice: random.Random, foot: int) -> None:
    x, y = float(foot), float(_SIDE)
    lean = dice.uniform(-0.16, 0.16)
    while y > 80:
        length = dice.randint(56, 84)
        canvas.line((x, y, x + lean * length, y - length), fill=_LEAF[0], width=12)
        x, y = x + lean * length, y - length
        canvas.line((x - 9, y, x + 9, y), fill=_INK, width=4)
        for _ in range(dice.randint(1, 3)):
            angle, reach = dice.uniform(-2.8, -0.2), dice.randint(36, 74)
            tip = (x + reach * math.cos(angle), y + reach * math.sin(angle) + 40)
            side = (
                x + reach * 0.5 * math.cos(angle + 0.35),
                y + reach * 0.5 * math.sin(angle) + 28,
            )
            canvas.polygon([(x, y), side, tip], fill=_LEAF[dice.randint(0, 2)])


def _panda(canvas: ImageDraw.ImageDraw) -> None:
    canvas.ellipse((200, 330, 450, 600), fill=(248, 246, 240), outline=_INK, width=5)
    for box in (
        (180, 400, 270, 560),
        (385, 400, 470, 560),
        (215, 540, 310, 620),
        (340, 540, 435, 620),
    ):
        canvas.ellipse(box, fill=_INK)
    for box in ((215, 190, 285, 260), (368, 190, 438, 260)):
        canvas.ellipse(box, fill=_INK)
    canvas.ellipse((215, 205, 438, 400), fill=(250, 248, 243), outline=_INK, width=5)
    canvas.ellipse((252, 268, 310, 340), fill=_INK)
    canvas.ellipse((344, 268, 402, 340), fill=_INK)
    for centre in (286, 370):
        canvas.ellipse((centre - 9, 292, centre + 9, 312), fill="white")
    canvas.polygon([(308, 340), (346, 340), (327, 362)], fill=_INK)
    canvas.arc((296, 344, 358, 386), 20, 160, fill=_INK, width=5)


def _frame(canvas: ImageDraw.ImageDraw) -> None:
    canvas.rectangle((0, 0, _SIDE - 1, _SIDE - 1), outline=(150, 40, 34), width=12)
    for step in range(20, _SIDE - 40, 40):
        for box in ((step, 20), (step, _SIDE - 44), (20, step), (_SIDE - 44, step)):
            x, y = box
            corners = [
                (x, y + 24),
                (x, y),
                (x + 24, y),
                (x + 24, y + 18),
                (x + 8, y + 18),
                (x + 8, y + 9),
            ]
            canvas.line(corners, fill=(150, 40, 34), width=4)


if __name__ == "__main__":
    FILE.parent.mkdir(parents=True, exist_ok=True)
    draw().save(FILE, optimize=True)
