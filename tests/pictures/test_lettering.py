"""Names in letters that everybody’s picture has, and that fit."""

from __future__ import annotations

import pytest

from bot.pictures.lettering import Face, fitted, legible, width


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Đà Nẵng", "Đà Nẵng"), ("Київ", "Київ"), ("Αθήνα", "Αθήνα"), ("Łódź", "Łódź"), ("Şanlıurfa", "Şanlıurfa"),
        ("Nuku’alofa", "Nuku’alofa"), ("上海", "Shanghai"), ("ქუთაისი", "Kutaisi"), ("Каир", "Каир"), ("서울", "Seoul"),
        ("Kyiv ★ 🏛", "Kyiv * :classical_building:"), ("a\u202eb\nc", "a b c"), ("Sa\u0303o Paulo", "São Paulo"),
    ],
)  # fmt: skip
def test_names_in_other_scripts_are_written_in_latin_letters(name: str, written: str) -> None:
    assert legible(name) == written


def test_a_text_that_is_too_wide_becomes_smaller_then_shorter() -> None:
    assert fitted("Kyiv", Face.TITLE, 400, 30) == ("Kyiv", 44)
    text, size = fitted("The State of Mecklenburg", Face.TITLE, 420, 30)
    assert (text, 30 <= size < 44) == ("The State of Mecklenburg", True)
    text, size = fitted("Llanfairpwllgwyngyll gogerychwyrndrobwllllantysiliogogogoch", Face.TITLE, 420, 30)
    assert (text, size) == ("Llanfairpwllgwyngyll …", 30)


@pytest.mark.parametrize("text", ["Taumatawhakatangihangakoauauotamatea", "a b c d e f g h i j k l m n o p q r s t u v w x y z"])
def test_what_was_fitted_fits(text: str) -> None:
    short, size = fitted(text, Face.HOME, 200, 24)
    assert width(short, Face.HOME, size) <= 200
