"""Pictures of the offers, drawn from their numbers: shapes on a ground, and copies of protected ones."""

from __future__ import annotations

import io
import math
import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageOps

_SIDE = 480
_REFERENCES = Path(__file__).parents[2] / "config" / "brands" / "pictures"


def picture(description: str, seed: int, view: int = 0) -> bytes:
    """JPEG of an offer.

    Args:
        description: `drawing:<shape>` draws that shape, with colours and clutter from the seed;
            `reference:<file>:<edit>` is an edited copy of a protected picture.
        seed: the offer's number; the same number gives the same picture on every machine.
        view: 0 is the main picture; others show the same thing from elsewhere.
    """
    kind, _, rest = description.partition(":")
    if kind == "reference" and view == 0:
        file, _, edit = rest.partition(":")
        image = _EDITS[edit](Image.open(_REFERENCES / file).convert("RGB"))
    else:
        shape = rest if kind == "drawing" else "box"
        image = _draw(shape, random.Random(seed * 7 + view))
    output = io.BytesIO()
    image.save(output, "JPEG", quality=86)
    return output.getvalue()


def _framed(image: Image.Image) -> Image.Image:
    return ImageOps.expand(image, border=image.width // 9, fill="white")


def _half(image: Image.Image) -> Image.Image:
    return image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS)


def _pale(image: Image.Image) -> Image.Image:
    return Image.blend(image, Image.new("RGB", image.size, "white"), 0.35)


def _turned(image: Image.Image) -> Image.Image:
    return image.transpose(Image.Transpose.ROTATE_90)


def _banner(image: Image.Image) -> Image.Image:
    banner = image.copy()
    corners = (0, int(image.height * 0.86), image.width, image.height)
    ImageDraw.Draw(banner).rectangle(corners, fill=(214, 40, 40))
    return banner


_EDITS = {
    "same": lambda image: image,
    "mirrored": ImageOps.mirror,
    "inverted": ImageOps.invert,
    "half": _half,
    "framed": _framed,
    "turned": _turned,
    "pale": _pale,
    "banner": _banner,
}


def _draw(shape: str, dice: random.Random) -> Image.Image:
    ground = _colour(dice, 205, 250)
    image = Image.new("RGB", (_SIDE, _SIDE), ground)
    draw = ImageDraw.Draw(image)
    horizon = dice.randint(300, 380)
    draw.rectangle((0, horizon, _SIDE, _SIDE), fill=_colour(dice, 150, 215))
    for _ in range(dice.randint(2, 5)):
        x, y, r = dice.randint(0, _SIDE), dice.randint(0, horizon), dice.randint(6, 34)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=_colour(dice, 170, 235))
    _SHAPES.get(shape, _box)(draw, dice)
    for _ in range(dice.randint(3, 8)):
        x, y = dice.randint(20, _SIDE - 60), dice.randint(20, _SIDE - 30)
        draw.line(
            (x, y, x + dice.randint(8, 44), y + dice.randint(-9, 9)),
            fill=_colour(dice, 20, 240),
            width=dice.randint(2, 7),
        )
    return image.filter(ImageFilter.GaussianBlur(0.6))


def _colour(dice: random.Random, low: int, high: int) -> tuple[int, int, int]:
    return dice.randint(low, high), dice.randint(low, high), dice.randint(low, high)


def _box(draw: ImageDraw.ImageDraw, dice: random.Random) -> None:
    left, top = dice.randint(70, 150), dice.randint(90, 170)
    right, bottom = dice.randint(310, 410), dice.randint(360, 430)
    depth = dice.randint(20, 60)
    draw.polygon(
        [(left, top), (left + depth, top - depth), (right + depth, top - depth), (right, top)],
        fill=_colour(dice, 90, 220),
    )
    draw.polygon(
        [
            (right, top),
            (right + depth, top - depth),
            (right + depth, bottom - depth),
            (right, bottom),
        ],
        fill=_colour(dice, 40, 150),
    )
    draw.rectangle((left, top, right, bottom), fill=_colour(dice, 60, 200))
    draw.rectangle(
        (left + 30, top + 60, right - 30, top + 60 + dice.randint(40, 120)),
        fill=_colour(dice, 200, 255),
    )


def _jar(draw: ImageDraw.ImageDraw, dice: random.Random) -> None:
    middle, width = dice.randint(210, 270), dice.randint(90, 140)
    top, bottom = dice.randint(120, 170), dice.randint(380, 430)
    draw.rounded_rectangle(
        (middle - width, top, middle + width, bottom),
        radius=dice.randint(20, 60),
        fill=_colour(dice, 60, 190),
    )
    draw.rectangle(
        (middle - width + 14, top - 40, middle + width - 14, top + 6), fill=_colour(dice, 20, 120)
    )
    draw.rectangle(
        (middle - width, top + 90, middle + width, bottom - 70), fill=_colour(dice, 190, 255)
    )
    draw.ellipse((middle - 40, top + 110, middle + 40, top + 190), fill=_colour(dice, 30, 200))


def _shoe(draw: ImageDraw.ImageDraw, dice: random.Random) -> None:
    y = dice.randint(260, 320)
    x = dice.randint(50, 90)
    draw.polygon(
        [
            (x, y),
            (x + 90, y - dice.randint(90, 140)),
            (x + 170, y - 70),
            (x + 330, y - dice.randint(0, 40)),
            (x + 360, y + 50),
            (x, y + 50),
        ],
        fill=_colour(dice, 40, 210),
    )
    draw.rounded_rectangle(
        (x - 8, y + 44, x + 372, y + 44 + dice.randint(24, 46)),
        radius=16,
        fill=_colour(dice, 180, 255),
    )
    for step in range(4):
        draw.line(
            (x + 120 + step * 26, y - 64 + step * 9, x + 150 + step * 26, y - 40 + step * 9),
            fill=_colour(dice, 220, 255),
            width=6,
        )


def _bag(draw: ImageDraw.ImageDraw, dice: random.Random) -> None:
    left, top = dice.randint(90, 130), dice.randint(190, 230)
    right, bottom = dice.randint(350, 400), dice.randint(390, 440)
    draw.polygon(
        [(left, top), (right, top), (right + 24, bottom), (left - 24, bottom)],
        fill=_colour(dice, 40, 190),
    )
    draw.arc(
        (left + 50, top - dice.randint(90, 150), right - 50, top + 80),
        180,
        360,
        fill=_colour(dice, 20, 110),
        width=dice.randint(10, 20),
    )
    draw.rectangle(
        ((left + right) // 2 - 26, top + 50, (left + right) // 2 + 26, top + 92),
        fill=_colour(dice, 190, 250),
    )


def _bottle(draw: ImageDraw.ImageDraw, dice: random.Random) -> None:
    middle, width = dice.randint(200, 280), dice.randint(50, 84)
    draw.rounded_rectangle(
        (middle - width, 190, middle + width, 440), radius=22, fill=_colour(dice, 50, 210)
    )
    draw.rectangle((middle - width // 3, 90, middle + width // 3, 200), fill=_colour(dice, 50, 210))
    draw.rectangle((middle - width // 2, 60, middle + width // 2, 96), fill=_colour(dice, 10, 120))
    draw.rectangle(
        (middle - width, 260, middle + width, dice.randint(330, 390)), fill=_colour(dice, 200, 255)
    )


def _gadget(draw: ImageDraw.ImageDraw, dice: random.Random) -> None:
    centre, radius = (dice.randint(200, 280), dice.randint(220, 270)), dice.randint(90, 150)
    x, y = centre
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_colour(dice, 30, 120))
    draw.ellipse(
        (x - radius // 2, y - radius // 2, x + radius // 2, y + radius // 2),
        fill=_colour(dice, 150, 250),
    )
    for step in range(dice.randint(5, 9)):
        angle = step * math.tau / 8 + dice.random()
        draw.line(
            (x, y, x + int(radius * math.cos(angle)), y + int(radius * math.sin(angle))),
            fill=_colour(dice, 60, 220),
            width=8,
        )


def _shirt(draw: ImageDraw.ImageDraw, dice: random.Random) -> None:
    left, right = dice.randint(130, 160), dice.randint(320, 350)
    draw.polygon(
        [
            (left, 120),
            (right, 120),
            (right + 90, 220),
            (right + 30, 262),
            (right, 220),
            (right, 430),
            (left, 430),
            (left, 220),
            (left - 30, 262),
            (left - 90, 220),
        ],
        fill=_colour(dice, 30, 230),
    )
    draw.arc((left + 50, 70, right - 50, 160), 0, 180, fill=_colour(dice, 0, 90), width=9)
    draw.rectangle(
        (left + 60, 210, right - 60, dice.randint(250, 300)), fill=_colour(dice, 120, 255)
    )


_SHAPES = {
    "box": _box,
    "jar": _jar,
    "shoe": _shoe,
    "bag": _bag,
    "bottle": _bottle,
    "gadget": _gadget,
    "shirt": _shirt,
}
