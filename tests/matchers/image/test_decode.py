"""Decoding: what is opened, what is refused, and how the pixels come out."""

from __future__ import annotations

import contextlib
import hashlib
import io
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from casework.errors import PictureUnreadable
from matchers.image import decode as decoding
from matchers.image.decode import decode, read_picture, render_picture
from tests.matchers.image.drawing import drawn, encoded
from tests.shops.hostile_pictures import png_of_zeros


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_each_allowed_format_is_read(file_format: str) -> None:
    """The five formats of shops are opened, and the record says size and digest."""
    data = encoded(drawn(1), file_format)
    picture = read_picture(data, "https://shop.example/1")
    assert (picture.width, picture.height) == (240, 200)
    assert picture.sha256 == hashlib.sha256(data).hexdigest()
    assert {item.algorithm for item in picture.signatures} == {"pdq", "phash64"}


@pytest.mark.parametrize("file_format", ["BMP", "TIFF", "PPM", "EPS", "PDF", "ICO"])
def test_other_formats_are_refused_by_one_sentence(file_format: str) -> None:
    """Formats whose decoders have a history are never opened, whatever they are called."""
    with pytest.raises(PictureUnreadable, match=r"^The picture a\.jpg is empty, damaged or none"):
        decode(encoded(drawn(1), file_format), "a.jpg")


def test_a_wrong_suffix_does_not_matter() -> None:
    """Bytes are read for what they are."""
    assert decode(encoded(drawn(1), "PNG"), "a.jpg").width == 240


@pytest.mark.parametrize("data", [b"", b"\0", b"<html>", b"\xff\xd8\xff", b"GIF89a"])
def test_bytes_that_are_no_picture_give_one_sentence(data: bytes) -> None:
    """An empty or foreign file is told apart from a crash."""
    with pytest.raises(PictureUnreadable, match=r"^The picture a is .*\.$"):
        decode(data, "a")


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_truncated_file_gives_one_sentence(file_format: str, part: float) -> None:
    """Half a picture is no evidence: the fetch is to be tried again."""
    data = encoded(drawn(1), file_format)
    with pytest.raises(PictureUnreadable, match=r"^The picture a is .*\.$"):
        decode(data[: int(len(data) * part)], "a")


@given(st.binary(max_size=200), st.integers(0, 4000), st.sampled_from(["JPEG", "PNG", "GIF"]))
def test_damaged_files_raise_nothing_else(noise: bytes, place: int, file_format: str) -> None:
    """Whatever bytes are struck into a file, the answer is pixels or PictureUnreadable."""
    data = bytearray(encoded(drawn(2, (60, 50)), file_format))
    data[place : place + len(noise)] = noise
    with contextlib.suppress(PictureUnreadable):
        assert decode(bytes(data), "a").pixels.shape[2] == 3


def test_a_small_file_of_a_hundred_megapixels_costs_nothing() -> None:
    """The header is enough to refuse a bomb: no pixel of it is decoded."""
    bomb = png_of_zeros(10_000, 10_000)
    assert len(bomb) < 20_000
    tracemalloc.start()
    with pytest.raises(PictureUnreadable, match=r"too large: more than 40 mega"):
        decode(bomb, "bomb")
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_a_side_has_a_limit_of_its_own() -> None:
    """A strip of few pixels but absurd length is refused too."""
    with pytest.raises(PictureUnreadable, match=r"12000 a side"):
        decode(png_of_zeros(12_001, 10), "strip")
    with pytest.raises(PictureUnreadable, match=r"too large: 7000 x 6000 pixels, where 40 mega"):
        decode(png_of_zeros(7000, 6000), "poster")


def test_a_text_chunk_bomb_is_refused() -> None:
    """A compressed comment that unpacks to megabytes is an error, not a comment."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("comment", "a" * 8_000_000, zip=True)
    with pytest.raises(PictureUnreadable, match=r"is damaged: "):
        decode(encoded(drawn(1), "PNG", pnginfo=notes), "text")


def test_only_the_first_frame_of_an_animation_is_read() -> None:
    """Two thousand frames cost one."""
    frames = [Image.new("L", (32, 32), value % 256) for value in range(2000)]
    data = encoded(frames[7], "GIF", save_all=True, append_images=frames[8:])
    assert int(decode(data, "film").pixels[5, 5, 0]) == 7


def test_memory_that_runs_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A decoder that cannot allocate gives a sentence."""

    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(decoding, "_on_white", fail)
    with pytest.raises(PictureUnreadable, match=r"more memory"):
        decode(encoded(drawn(1)), "a")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_obeyed(orientation: int) -> None:
    """A phone's sideways photograph comes out upright, its size too."""
    upright = drawn(3)
    undo = {6: 90, 8: 270, 3: 180}
    stored = upright.rotate(undo.get(orientation, 0), expand=True)
    if orientation not in {1, *undo}:
        turn = decoding._TURNS[orientation]
        stored = upright.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    decoded = decode(encoded(stored, "PNG", exif=exif), "phone")
    assert (decoded.width, decoded.height) == upright.size
    assert np.array_equal(decoded.pixels, np.asarray(upright))


@pytest.mark.parametrize("value", [0, 9, 400])
def test_an_unknown_orientation_means_upright(value: int) -> None:
    """A nonsense tag must not lose the picture."""
    exif = Image.Exif()
    exif[0x0112] = value
    assert decode(encoded(drawn(3), "PNG", exif=exif), "a").width == 240


@pytest.mark.parametrize("exif", [b"MM\0*\0\0\0\x08\xff\xff", b"XX", b""])
def test_damaged_exif_means_upright(exif: bytes) -> None:
    """Broken metadata must not lose a picture that shows well."""
    for file_format in ("JPEG", "PNG", "WEBP"):
        data = encoded(drawn(3), file_format, exif=b"Exif\0\0" + exif)
        assert decode(data, "a").width == 240


def test_transparency_shows_white() -> None:
    """Where a cut-out has no pixels a shop's page shows white."""
    cut_out = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    cut_out.paste((0, 0, 255, 255), (10, 10, 30, 30))
    pixels = decode(encoded(cut_out), "a").pixels
    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert pixels[20, 20].tolist() == [0, 0, 255]


def test_a_palette_with_a_transparent_entry_shows_white() -> None:
    """Transparency of a palette counts like any other."""
    image = Image.new("P", (20, 20), 1)
    image.putpalette([0, 0, 0, 200, 10, 10])
    pixels = decode(encoded(image, "PNG", transparency=1), "a").pixels
    assert pixels[3, 3].tolist() == [255, 255, 255]
    assert decode(encoded(image), "a").pixels[3, 3].tolist() == [200, 10, 10]


def test_cmyk_is_read() -> None:
    """Printers' JPEG files are found in shops."""
    pixels = decode(encoded(drawn(1).convert("CMYK"), "JPEG", quality=95), "a").pixels
    assert abs(pixels.astype(int) - np.asarray(drawn(1), dtype=int)).mean() < 12


def test_sixteen_bits_are_scaled_and_not_cut() -> None:
    """A 16-bit grey ramp stays a ramp."""
    ramp = np.tile(np.linspace(0, 65535, 256).astype(np.uint16), (8, 1))
    pixels = decode(encoded(Image.fromarray(ramp)), "a").pixels
    assert pixels[0, :, 0].tolist() == list(range(256))


def test_grey_with_alpha_and_one_bit_are_read() -> None:
    """Rare modes come out as RGB like all others."""
    for mode in ("LA", "1", "L"):
        assert decode(encoded(drawn(1).convert(mode)), mode).pixels.shape == (200, 240, 3)


def test_large_pictures_come_out_at_working_size() -> None:
    """The longest side is bounded, the proportion kept, the true size said."""
    for file_format in ("JPEG", "PNG"):
        decoded = decode(encoded(drawn(1, (1500, 900)), file_format), "a")
        assert decoded.pixels.shape == (384, 640, 3)
        assert (decoded.width, decoded.height) == (1500, 900)


def test_the_render_is_a_fresh_png_without_metadata() -> None:
    """What the workbench shows holds pixels and nothing that came with them."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("comment", "secret")
    shown = render_picture(encoded(drawn(1), "PNG", pnginfo=notes), 100)
    with Image.open(io.BytesIO(shown)) as image:
        assert image.format == "PNG"
        assert image.size == (100, 83)
        assert image.info == {}
