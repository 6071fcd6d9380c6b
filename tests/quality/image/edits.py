"""What thieves do to photographs: the edits of the picture quality suite, in the issue's groups."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

Edit = Callable[[Image.Image, random.Random, "Stock"], Image.Image]


@dataclass(frozen=True)
class Stock:
    """Ordinary pictures that collages and screenshots are filled up with; none is protected."""

    pictures: tuple[Image.Image, ...]

    def pick(self, dice: random.Random, size: tuple[int, int]) -> Image.Image:
        """One of them, cut to a size."""
        return ImageOps.fit(dice.choice(self.pictures), size)


def jpeg(image: Image.Image, quality: int) -> Image.Image:
    """The picture after a lossy save."""
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "JPEG", quality=quality)
    return Image.open(io.BytesIO(buffer.getvalue())).convert("RGB")


def scaled(image: Image.Image, horizontal: float, vertical: float | None = None) -> Image.Image:
    """The picture made smaller or larger, in proportion or squashed."""
    vertical = horizontal if vertical is None else vertical
    size = (max(8, round(image.width * horizontal)), max(8, round(image.height * vertical)))
    return image.resize(size, Image.Resampling.BICUBIC)


def shifted_hue(image: Image.Image) -> Image.Image:
    """Other colours, the same light."""
    hue, saturation, value = image.convert("HSV").split()
    return Image.merge(
        "HSV", (hue.point(lambda level: (level + 40) % 256), saturation, value)
    ).convert("RGB")


def noisy(image: Image.Image, dice: random.Random, spread: float) -> Image.Image:
    """Grain all over."""
    grain = np.random.default_rng(dice.randrange(2**32)).normal(
        0, spread, (image.height, image.width, 3)
    )
    return Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))


def cropped(image: Image.Image, dice: random.Random, area: float) -> Image.Image:
    """A part of the picture of that share of its area, at a random place."""
    side = area**0.5
    width, height = round(image.width * side), round(image.height * side)
    left, top = dice.randint(0, image.width - width), dice.randint(0, image.height - height)
    return image.crop((left, top, left + width, top + height))


def bordered(image: Image.Image, share: float, colour: str) -> Image.Image:
    """A plain border around."""
    return ImageOps.expand(image, round(max(image.size) * share), colour)


def squared(image: Image.Image) -> Image.Image:
    """Black bars that make it a square."""
    side = max(image.size) + 20
    return ImageOps.pad(image, (side, side), color="black")


def rotated(image: Image.Image, degrees: float) -> Image.Image:
    """Turned a little, corners filled."""
    return image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor="white")


def in_perspective(image: Image.Image, dice: random.Random, strength: float) -> Image.Image:
    """As photographed from the side."""
    width, height = image.size
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners + np.array(
        [
            [dice.uniform(0, strength) * width * x, dice.uniform(0, strength) * height * y]
            for x, y in ((1, 1), (-1, 1), (-1, -1), (1, -1))
        ],
        np.float32,
    )
    matrix = cv2.getPerspectiveTransform(corners, moved)
    warped = cv2.warpPerspective(
        np.asarray(image), matrix, (width, height), borderValue=(255, 255, 255)
    )
    return Image.fromarray(warped.astype(np.uint8))


def written(
    image: Image.Image,
    text: str,
    place: tuple[float, float],
    size: float,
    colour: tuple[int, int, int, int],
) -> Image.Image:
    """Words laid over the picture; size is a share of the width."""
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    font = ImageFont.load_default(max(8, size * image.width))
    ImageDraw.Draw(layer).text(
        (place[0] * image.width, place[1] * image.height), text, colour, font
    )
    return Image.alpha_composite(image.convert("RGBA"), layer).convert("RGB")


def watermarked(image: Image.Image) -> Image.Image:
    """Half-transparent words tiled over all of it."""
    for row in range(6):
        for column in range(3):
            place = (column * 0.36 - 0.1 * (row % 2), row * 0.17 + 0.02)
            image = written(image, "BEST SHOP", place, 0.07, (255, 255, 255, 120))
    return image


def bannered(image: Image.Image, share: float) -> Image.Image:
    """A coloured bar with words over the lower part."""
    image = image.copy()
    top = round(image.height * (1 - share))
    ImageDraw.Draw(image).rectangle((0, top, image.width, image.height), fill=(220, 20, 40))
    return written(image, "50% OFF TODAY", (0.05, 1 - share * 0.8), 0.09, (255, 255, 0, 255))


def badged(image: Image.Image) -> Image.Image:
    """A round badge in a corner."""
    image = image.copy()
    side = round(min(image.size) * 0.3)
    pen = ImageDraw.Draw(image)
    pen.ellipse(
        (image.width - side, 0, image.width, side), fill=(250, 200, 0), outline="red", width=4
    )
    return written(image, "HOT", (0.8, 0.06), 0.07, (200, 0, 0, 255))


def promoted(image: Image.Image) -> Image.Image:
    """A shop's promotion frame: thick edges, a price and slogans on the picture."""
    thick = round(max(image.size) * 0.09)
    image = ImageOps.expand(image, (thick, thick * 2, thick, thick * 3), (255, 80, 0))
    image = written(image, "SUPER SALE WEEK", (0.12, 0.02), 0.08, (255, 255, 255, 255))
    image = written(image, "$ 19.90  FREE SHIPPING", (0.08, 0.87), 0.07, (255, 255, 0, 255))
    ImageDraw.Draw(image).ellipse((thick, thick * 2, thick * 4, thick * 5), fill=(200, 0, 90))
    return image


def blended(image: Image.Image, dice: random.Random, stock: Stock) -> Image.Image:
    """Another picture shining through."""
    return Image.blend(image, stock.pick(dice, image.size).convert("RGB"), 0.35)


def collage(image: Image.Image, dice: random.Random, stock: Stock, cells: int) -> Image.Image:
    """One cell of a grid of cells x cells."""
    side = max(100, 640 // cells)
    page = Image.new("RGB", (side * cells, side * cells), "white")
    chosen = dice.randrange(cells * cells)
    for place in range(cells * cells):
        cell = (
            ImageOps.fit(image, (side, side)) if place == chosen else stock.pick(dice, (side, side))
        )
        page.paste(cell, (place % cells * side, place // cells * side))
    return page


def side_by_side(image: Image.Image, dice: random.Random, stock: Stock) -> Image.Image:
    """Beside another picture of the same size."""
    pair = [image, stock.pick(dice, image.size)]
    dice.shuffle(pair)
    page = Image.new("RGB", (image.width * 2, image.height))
    page.paste(pair[0], (0, 0))
    page.paste(pair[1], (image.width, 0))
    return page


def screenshot(image: Image.Image) -> Image.Image:
    """A phone's shop page showing the picture across its width, words above and below."""
    page = Image.new("RGB", (image.width, round(image.width * 2.1)), (246, 246, 246))
    page.paste(image, (0, round(image.width * 0.22)))
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, 0, page.width, round(image.width * 0.12)), fill=(30, 30, 36))
    bottom = round(image.width * 0.22) + image.height
    pen.rectangle((0, bottom + 8, page.width, bottom + round(image.width * 0.1)), fill="white")
    page = written(page, "12:30   SHOP   87%", (0.05, 0.02), 0.07, (255, 255, 255, 255))
    return written(
        page, "$ 25.00  Add to cart", (0.05, (bottom + 14) / page.height), 0.06, (200, 0, 0, 255)
    )


def pasted(image: Image.Image, dice: random.Random, stock: Stock, share: float) -> Image.Image:
    """Pasted on another photograph at a share of its width."""
    page = stock.pick(dice, (640, 640))
    width = round(640 * share)
    small = image.resize((width, max(8, round(image.height * width / image.width))))
    page.paste(small, (dice.randint(0, 640 - width), dice.randint(0, max(1, 640 - small.height))))
    return page


def _simple(function: Callable[..., Image.Image], *arguments: object) -> Edit:
    return lambda image, _dice, _stock: function(image, *arguments)


def _random(function: Callable[..., Image.Image], *arguments: object) -> Edit:
    return lambda image, dice, _stock: function(image, dice, *arguments)


def _filled(function: Callable[..., Image.Image], *arguments: object) -> Edit:
    return lambda image, dice, stock: function(image, dice, stock, *arguments)


def _enhanced(kind: Callable[[Image.Image], ImageEnhance._Enhance], factor: float) -> Edit:
    return lambda image, _dice, _stock: kind(image).enhance(factor)


def _then(*edits: Edit) -> Edit:
    def run(image: Image.Image, dice: random.Random, stock: Stock) -> Image.Image:
        for edit in edits:
            image = edit(image, dice, stock)
        return image

    return run


_TURN = Image.Transpose
_MIRROR = _simple(ImageOps.mirror)
EASY, CROP, TURN, OVER, GRID, PASTE, MIXED = (
    "compression, colour, frame, mirrored or turned",
    "crop",
    "rotation, perspective",
    "watermark, banner, badge, promotion frame",
    "collage, side by side, screenshot",
    "pasted on another photograph",
    "several at once",
)

EDITS: dict[str, tuple[str, Edit]] = {
    "jpeg 90": (EASY, _simple(jpeg, 90)),
    "jpeg 50": (EASY, _simple(jpeg, 50)),
    "jpeg 15": (EASY, _simple(jpeg, 15)),
    "half size": (EASY, _simple(scaled, 0.5)),
    "thumbnail": (EASY, lambda image, _dice, _stock: scaled(image, 96 / max(image.size))),
    "squashed to 75 %": (EASY, _simple(scaled, 1.0, 0.75)),
    "brighter": (EASY, _enhanced(ImageEnhance.Brightness, 1.4)),
    "darker": (EASY, _enhanced(ImageEnhance.Brightness, 0.6)),
    "more contrast": (EASY, _enhanced(ImageEnhance.Contrast, 1.6)),
    "more colour": (EASY, _enhanced(ImageEnhance.Color, 2.0)),
    "other hue": (EASY, _simple(shifted_hue)),
    "grey": (EASY, lambda image, _dice, _stock: ImageOps.grayscale(image).convert("RGB")),
    "inverted": (EASY, _simple(ImageOps.invert)),
    "blurred": (EASY, lambda image, _dice, _stock: image.filter(ImageFilter.GaussianBlur(3))),
    "sharpened": (EASY, lambda image, _dice, _stock: image.filter(ImageFilter.UnsharpMask(3, 200))),
    "noise": (EASY, _random(noisy, 25.0)),
    "white border": (EASY, _simple(bordered, 0.15, "white")),
    "black square": (EASY, _simple(squared)),
    "mirrored": (EASY, _MIRROR),
    "upside down": (EASY, _simple(ImageOps.flip)),
    "turned 90": (EASY, lambda image, _dice, _stock: image.transpose(_TURN.ROTATE_90)),
    "turned 180": (EASY, lambda image, _dice, _stock: image.transpose(_TURN.ROTATE_180)),
    "crop 90 %": (CROP, _random(cropped, 0.9)),
    "crop 75 %": (CROP, _random(cropped, 0.75)),
    "crop 50 %": (CROP, _random(cropped, 0.5)),
    "crop 25 %": (CROP, _random(cropped, 0.25)),
    "rotated 3": (TURN, _simple(rotated, 3)),
    "rotated 15": (TURN, _simple(rotated, 15)),
    "rotated 45": (TURN, _simple(rotated, 45)),
    "perspective": (TURN, _random(in_perspective, 0.14)),
    "watermark": (OVER, _simple(watermarked)),
    "banner": (OVER, _simple(bannered, 0.22)),
    "badge": (OVER, _simple(badged)),
    "promotion frame": (OVER, _simple(promoted)),
    "blend": (OVER, _filled(blended)),
    "collage 2x2": (GRID, _filled(collage, 2)),
    "collage 3x3": (GRID, _filled(collage, 3)),
    "side by side": (GRID, _filled(side_by_side)),
    "screenshot": (GRID, _simple(screenshot)),
    "pasted at 50 %": (PASTE, _filled(pasted, 0.5)),
    "pasted at 33 %": (PASTE, _filled(pasted, 0.33)),
    "mirrored, crop 75 %": (MIXED, _then(_MIRROR, _random(cropped, 0.75))),
    "mirrored, hue, banner, jpeg 40": (
        MIXED,
        _then(_MIRROR, _simple(shifted_hue), _simple(bannered, 0.18), _simple(jpeg, 40)),
    ),
    "crop 75 %, promotion, jpeg 40": (
        MIXED,
        _then(_random(cropped, 0.75), _simple(promoted), _simple(jpeg, 40)),
    ),
    "rotated 8, crop 60 %, watermark": (
        MIXED,
        _then(_simple(rotated, 8), _random(cropped, 0.6), _simple(watermarked)),
    ),
}
"""Name of each edit, its group, and what it does."""


def edited(image: Image.Image, name: str, seed: int, stock: Stock) -> bytes:
    """The file a thief would upload: the edit, then JPEG at quality 88."""
    _, edit = EDITS[name]
    result = edit(image.convert("RGB"), random.Random(f"{name} {seed}"), stock)
    buffer = io.BytesIO()
    result.convert("RGB").save(buffer, "JPEG", quality=88)
    return buffer.getvalue()
