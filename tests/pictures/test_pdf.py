"""A drawn page as PDF: one page, pixel for pixel, named and described."""

from __future__ import annotations

import io
import re
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageChops

from bot.pictures.pdf import pdf_of


def drawn(size: tuple[int, int] = (60, 84)) -> bytes:
    """A small picture with a palette."""
    picture = Image.fromarray(np.arange(size[0] * size[1], dtype=np.uint32).reshape(size[1], size[0]).astype(np.uint8) % 7, "P")
    picture.putpalette([value for number in range(7) for value in (number * 30, 255 - number * 30, number)])
    made = io.BytesIO()
    picture.save(made, "png")
    return made.getvalue()


def test_it_is_one_page_of_the_size_that_its_dots_make() -> None:
    made = pdf_of(drawn(), "Kyiv", "A page", 200)
    assert made.startswith(b"%PDF-1.7")
    assert made.endswith(b"%%EOF\n")
    assert re.findall(rb"/Count (\d+)", made) == [b"1"]
    assert b"/MediaBox [0 0 21.6 30.24]" in made


def test_each_object_is_where_the_table_says() -> None:
    made = pdf_of(drawn(), "Kyiv", "A page", 200)
    at = int(made.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert made[at : at + 4] == b"xref"
    begins = [int(line[:10]) for line in made[at:].split(b"\n") if line.endswith(b" n ")]
    assert [made[begin:].split(b"\n")[0] for begin in begins] == [b"%d 0 obj" % number for number in range(1, len(begins) + 1)]


def test_the_picture_is_in_it_to_the_pixel() -> None:
    picture = drawn()
    made = pdf_of(picture, "Kyiv", "A page", 200)
    stored = made.split(b"/Predictor 15", 1)[1].split(b"stream\n", 1)[1].split(b"\nendstream")[0]
    # A PNG of these rows again, between a new head and end, is the picture that was given.
    head, end = picture[: picture.index(b"IDAT") - 4], picture[-12:]
    again = head + struct.pack(">I", len(stored)) + b"IDAT" + stored + struct.pack(">I", zlib.crc32(b"IDAT" + stored)) + end
    one, other = (Image.open(io.BytesIO(content)).convert("RGB") for content in (picture, again))
    assert ImageChops.difference(one, other).getbbox() is None


def test_its_title_and_what_it_shows_are_in_it_in_any_script() -> None:
    made = pdf_of(drawn(), "Київ", "Мапа", 200)
    assert ("\ufeffКиїв".encode("utf-16-be").hex().encode()) in made
    assert b"/Alt <" + "\ufeffМапа".encode("utf-16-be").hex().encode() + b">" in made


def test_a_picture_of_another_sort_is_refused() -> None:
    made = io.BytesIO()
    Image.new("RGB", (4, 4)).save(made, "png")
    with pytest.raises(ValueError, match="with a palette"):
        pdf_of(made.getvalue(), "", "", 200)
    with pytest.raises(ValueError, match="no PNG"):
        pdf_of(b"GIF89a", "", "", 200)
