"""What must come out right, asked as a member asks."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Place, labels, read


async def test_chicago_suspended_moscow_and_did_not_end_it(place: Place) -> None:
    text = read(await place.type("!pairing Chicago / Moscow"))
    assert text.splitlines()[0] == "Chicago and Moscow: suspended"
    assert "Chicago suspended its tie with Moscow in February 2022 (the mayor), until hostilities end." in text
    assert "Moscow’s position: not recorded." in text
    assert "- 28 Feb 2022 suspended" in text
    assert "- 1 Mar 2022 announced" in text
    assert "Where sources disagree" in text
    assert "Chicago ended" not in text


async def test_los_angeles_and_kyiv_is_proposed_by_one_side(place: Place) -> None:
    text = read(await place.type("!pairing Los Angeles / Kyiv"))
    assert text.splitlines()[0] == "Los Angeles and Kyiv: proposed"
    assert "Kyiv’s position: not recorded." in text
    assert "25 Mar 2022" in text


async def test_los_angeles_and_saint_petersburg_shows_three_disputed_years(place: Place) -> None:
    text = read(await place.type("!pairing Los Angeles / Saint Petersburg"))
    assert text.splitlines()[0] == "Los Angeles and Saint Petersburg: status unknown"
    disagreement = text.split("Where sources disagree")[1].split("Sources")[0]
    assert all(year in disagreement for year in ("1984", "1989", "13 Aug 1990"))
    assert "Leningrad when signed" in text


async def test_san_jose_kept_yekaterinburg_as_of_2022(place: Place) -> None:
    text = read(await place.type("!pairing San Jose / Yekaterinburg"))
    assert text.splitlines()[0] == "San Jose and Yekaterinburg: active"
    assert "San Jose kept its tie with Yekaterinburg in March 2022 (the city council" in text
    assert "As of 8 Mar 2022, 4 years ago. Nothing newer confirms it." in text


async def test_a_former_name_answers_with_the_present_one_and_says_so_once(place: Place) -> None:
    text = read(await place.type("!twin Dnipropetrovsk"))
    assert text.startswith("Dnipro, Ukraine:")
    assert text.count("Dnipropetrovsk is called Dnipro since 2016.") == 1


async def test_kiev_is_answered_as_kyiv_without_a_lecture(place: Place) -> None:
    text = read(await place.type("!twin Kiev"))
    assert text.startswith("Kyiv, Ukraine:")
    assert "Kiev" not in text


async def test_birmingham_is_a_choice_that_turns_into_the_card(place: Place) -> None:
    asked = await place.type("!twin Birmingham")
    assert asked.content.startswith("Which Birmingham do you mean?\n1. **Birmingham, England, United Kingdom**")
    assert labels(asked)[:2] == ["England, United Kingdom", "Alabama, United States"]
    await place.ana.click(asked, label="Alabama, United States")
    turned = place.now(asked)
    assert read(turned).startswith("Birmingham, Alabama: ")
    assert turned.content == ""


async def test_normal_is_in_illinois(place: Place) -> None:
    assert read(await place.type("!twin Normal")).startswith("Normal, Illinois: ")


async def test_pizza_is_no_city(place: Place) -> None:
    answer = await place.type("!twin pizza")
    assert read(answer) == "I know no city called “pizza”. Try !twin Los Angeles, or !help for all commands."
    assert answer.components == []


@pytest.mark.parametrize(
    ("pair", "first_line", "says"),
    [
        ("Jacksonville / Murmansk", "Jacksonville and Murmansk: dormant", "dormant since 2017"),
        ("Windsor / Kupiansk", "Kupiansk and Windsor: approved, not yet signed", "Signature not confirmed."),
        ("Prague / Moscow", "Prague and Moscow: suspended", "2 Sep 2014"),
        ("Charlotte / Voronezh", "Charlotte and Voronezh: suspended", "28 Mar 2022"),
        ("Brandon / Sheptytskyi", "Brandon and Sheptytskyi: active", "Chervonohrad when signed"),
        ("Kharkiv / Moscow", "Kharkiv and Moscow: ended", "Kharkiv ended its tie with Moscow in May 2022"),
        ("Oak Ridge / Obninsk", "Oak Ridge and Obninsk: suspended", "programme"),
    ],
)
async def test_the_statuses_that_are_often_told_wrong(place: Place, pair: str, first_line: str, says: str) -> None:
    text = read(await place.type(f"!pairing {pair}"))
    assert text.splitlines()[0] == first_line
    assert says in text


async def test_the_canterbury_tie_belongs_to_an_association(place: Place) -> None:
    assert "association" in read(await place.type("!pairing Canterbury / Vladimir"))


async def test_an_occupied_city_shows_history_and_no_way_to_give(place: Place) -> None:
    listed = await place.type("!twin Mariupol")
    assert "Mariupol is occupied (as of 22 Aug 2026)" in read(listed)
    assert "Aid" not in labels(listed)


async def test_simferopol_is_in_ukraine(place: Place) -> None:
    assert "Simferopol, Ukraine" in read(await place.type("!twin Simferopol")).replace("Crimea, ", "")


async def test_no_shipped_link_is_shown_as_verified(place: Place) -> None:
    text = read(await place.type("!aid Kaniv"))
    assert "No donation link is shown, because none is verified." in text
    assert "http" not in text
