"""Controls carry their meaning in their id, and a forged id does no harm."""

from __future__ import annotations

import asyncio
import re
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest
from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.controls import TEMPLATE, Control, Press, base36, button, control_id, from_base36, menu, told_apart

SNOWFLAKE = st.integers(0, 2**63 - 1)


def pressed(custom_id: str, *values: str) -> Press | None:
    """What the bot makes of a press that Discord tells it of; ``None`` if it is none of ours."""
    match = re.fullmatch(TEMPLATE, custom_id)
    if match is None:
        return None
    interaction = cast("discord.Interaction[Any]", SimpleNamespace(data={"custom_id": custom_id, "values": list(values)}))
    item: ui.Item[Any] = ui.Button(custom_id=custom_id)
    return asyncio.run(Control.from_custom_id(interaction, item, match)).press


def test_an_id_reads_as_the_house_says() -> None:
    assert control_id("tw", "p", 4887398, 2, asker=33845709) == "tw:p:4887398:2:k5fil"


@given(SNOWFLAKE)
def test_base_36_and_back(number: int) -> None:
    assert from_base36(base36(number)) == number
    assert re.fullmatch("[0-9a-z]+", base36(number))


@given(st.integers(1, 10**10), st.integers(1, 10**10), st.integers(1, 9999), SNOWFLAKE)
def test_what_goes_into_an_id_comes_out_of_it(one: int, other: int, page: int, asker: int) -> None:
    made = control_id("pr", "p", one, other, page, asker=asker)
    assert len(made) <= 100
    press = pressed(made)
    assert press is not None
    assert (press.card, press.action, press.asker) == ("pr", "p", asker)
    assert [press.number(place) for place in range(3)] == [one, other, page]


@given(st.text(st.sampled_from("twpr:-_0129zZ ٣²½é\u200b"), max_size=110), st.lists(st.text(max_size=30), max_size=3))
def test_a_forged_id_is_refused_or_means_numbers_that_the_store_can_take(forged: str, values: list[str]) -> None:
    press = pressed(forged, *values)
    if press is None:
        return
    for place in range(4):
        assert 0 <= press.number(place) < 2**63
    assert 0 <= press.chosen < 2**63


@pytest.mark.parametrize("argument", ["9" * 19, "9" * 60, "-5", "1_000", "0x10", "abc"])
def test_an_argument_that_is_no_number_of_ours_counts_as_nothing(argument: str) -> None:
    press = pressed(f"pr:p:{argument}:1")
    assert press is not None
    assert press.number(0) == 0


def test_an_id_that_names_something_is_refused() -> None:
    with pytest.raises(ValueError, match="not a control"):
        control_id("tw", "p", "Los Angeles", asker=1)
    with pytest.raises(ValueError, match="not a control"):
        control_id("tw", "p", "9" * 100, asker=1)


def test_a_button_is_grey_and_the_likely_one_blurple() -> None:
    plain, likely = button("Sources", "tw:s:1"), button("Next page", "tw:p:1", likely=True)
    assert cast("ui.Button[Any]", plain.item).style is discord.ButtonStyle.secondary
    assert cast("ui.Button[Any]", likely.item).style is discord.ButtonStyle.primary


@given(st.text(max_size=120))
def test_a_button_always_has_a_label_that_a_phone_shows(label: str) -> None:
    made = cast("ui.Button[Any]", button(label, "tw:s:1").item).label
    assert made
    assert len(made) <= 38
    assert "\n" not in made


def test_two_buttons_that_would_read_alike_are_told_apart_by_their_place() -> None:
    made = told_apart([button("Ohio, United States", f"ch:tw:{number}:1") for number in (1, 2, 3)])
    assert [cast("ui.Button[Any]", one.item).label for one in made] == [
        "Ohio, United States",
        "Ohio, United States (2)",
        "Ohio, United States (3)",
    ]


def test_a_menu_offers_a_value_once_and_at_most_twenty_five() -> None:
    options = [("1-2", "Kyiv, Ukraine", "Active"), ("1-2", "Kyiv, Ukraine", "Active")]
    options += [(f"1-{number}", f"City {number}", "") for number in range(3, 60)]
    select = cast("ui.Select[Any]", menu("Open a pairing", "tw:open:1:1", options).item)
    assert len(select.options) == 25
    assert [option.value for option in select.options][:3] == ["1-2", "1-3", "1-4"]
    assert select.options[1].description is None


@given(st.lists(st.tuples(st.text(max_size=300), st.text(max_size=300)), min_size=1, max_size=30))
def test_a_menu_fits_whatever_it_offers(offered: list[tuple[str, str]]) -> None:
    options = [(str(number), label, description) for number, (label, description) in enumerate(offered)]
    select = cast("ui.Select[Any]", menu("Choose a city", "ch:tw:1", options).item)
    for option in select.options:
        assert 1 <= len(option.label) <= 100
        assert option.description is None or 1 <= len(option.description) <= 100
