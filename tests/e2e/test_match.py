"""``match``, as members type, choose and press it: whom a city could ask, and why."""

from __future__ import annotations

import pytest

from bot.network.reasons import CAVEAT, how
from tests.e2e.conftest import Place, control, labels, press_with_id, read
from tests.e2e.keeping_entries import add_pairing

IN_UKRAINE = "Columbus, Ohio could ask: 10 places in Ukraine, the best fit first"


@pytest.mark.parametrize(
    "typed",
    [
        "Columbus, Ohio for:ukraine",
        "Columbus, Ohio for: Ukraine",
        "Columbus, Ohio for Україна",
        "Columbus, Ohio FOR UA",
    ],
)
async def test_the_country_may_be_given_in_many_ways(place: Place, typed: str) -> None:
    text = read(await place.type(f"!match {typed}"))
    assert text.startswith(f"{IN_UKRAINE}\n{CAVEAT}\n")
    assert how(with_need=True) in text


async def test_the_slash_form_and_the_mention_answer_alike(place: Place) -> None:
    assert place.bot.user is not None
    typed = read(await place.type("!match Columbus, Ohio for:ukraine"))
    slash = await place.ana.slash(place.channel, "match", city="Columbus, Ohio", **{"for": "Ukraine"})
    assert slash.response is not None
    assert read(slash.response.message) == typed
    assert read(await place.type(f"{place.bot.user.mention} match Columbus, Ohio for:ukraine")) == typed


async def test_both_fields_of_the_slash_form_are_completed(place: Place) -> None:
    assert (await place.ana.autocomplete(place.channel, "match", "city", "Tall"))[0]["name"].startswith("Tallinn")
    assert [offer["value"] for offer in await place.ana.autocomplete(place.channel, "match", "for", "ukr")] == ["Ukraine"]


async def test_every_candidate_has_its_reasons_in_words_and_points(place: Place) -> None:
    text = read(await place.type("!match Tallinn"))
    assert text.startswith("Tallinn, Estonia could ask: 10 places, the best fit first")
    rows = [line for line in text.splitlines() if line[:1].isdigit() and " points" in line]
    reasons = [line for line in text.splitlines() if line.startswith(("Size: ", "1 shared", "2 shared", "3 shared"))]
    assert len(rows) == len(reasons) == 5
    assert all(" of 75 points" in row for row in rows)
    assert all(" of 30)" in line for line in reasons)
    assert "need" not in text.split("Points: ")[0]


async def test_need_is_dated_and_told_what_it_rests_on(place: Place) -> None:
    text = read(await place.type("!match Saint Petersburg for:ukraine"))
    assert "Need: hostilities possible as of 19 Apr 2024, by Debaty (10 of 25)" in text
    assert "appeals open today (none recorded; each counts until its check date)" in text
    assert "(recorded of 6 places, each as of its date)" in text
    assert "People by GeoNames’ figures, which carry no year" in text


async def test_pages_turn_and_a_candidate_opens(place: Place) -> None:
    card = await place.type("!match Columbus, Ohio for:ukraine")
    first = read(card)
    await place.ana.click(card, label="Next page")
    second = read(place.now(card))
    assert "Page 2 of 2 · 6 to 10 of 10" in second
    assert second.startswith(IN_UKRAINE)
    await place.ana.click(place.now(card), label="Previous page")
    assert read(place.now(card)) == first
    opened = await place.ana.select(card, ["709930"], custom_id=control(card, menu="Open a candidate’s pairings"))
    assert opened.response is not None
    assert read(opened.response.message).startswith("Dnipro, Ukraine: ")


async def test_somebody_else_gets_a_page_of_their_own(place: Place) -> None:
    card = await place.type("!match Tallinn")
    theirs = await place.ben.click(card, label="Next page")
    assert theirs.ephemeral
    assert read(place.now(card)) == read(card)


async def test_the_other_buttons_look_everywhere_and_open_the_citys_pairings(place: Place) -> None:
    card = await place.type("!match Columbus, Ohio for:ukraine")
    everywhere = await place.ana.click(card, label="Look everywhere")
    pairings = await place.ana.click(card, label="Pairings of Columbus")
    assert everywhere.response is not None
    assert pairings.response is not None
    assert read(everywhere.response.message).startswith("Columbus, Ohio could ask: 10 places, the best fit first")
    assert read(pairings.response.message).startswith("Columbus, Ohio: ")


async def test_halted_ties_of_the_two_countries_are_mentioned(place: Place) -> None:
    text = read(await place.type("!match Columbus, Ohio for Russia"))
    assert "Of the ties between the United States and Russia, 18 are suspended, 6 are dormant and 8 are ended." in text


async def test_no_place_with_a_tie_is_a_candidate_and_those_left_out_are_counted(place: Place) -> None:
    text = read(await place.type("!match Cincinnati for:ukraine"))
    assert "Kharkiv" not in text
    assert "Left out in Ukraine: 1 place with a recorded tie of whatever status and 50 occupied places" in text


async def test_no_occupied_place_is_a_candidate_and_none_is_given_any(place: Place) -> None:
    answer = await place.type("!match Mariupol")
    assert read(answer).startswith("Mariupol is occupied (as of 22 Aug 2026). History only. No candidates are listed for it.")
    assert labels(answer) == ["Pairings of Mariupol"]


async def test_a_population_that_is_not_known_is_said_not_to_be(place: Place) -> None:
    assert "No population of State of Iowa is recorded, so size gives no points." in read(
        await place.type("!match State of Iowa")
    )


async def test_several_countries_may_be_named_but_not_any_number(place: Place) -> None:
    assert read(await place.type("!match Tallinn for Ukraine and Poland")).startswith(
        "Tallinn, Estonia could ask: 10 places in Ukraine and Poland"
    )
    many = read(await place.type("!match Tallinn for Ukraine, Poland, Finland, Sweden, Norway, Denmark"))
    assert many.startswith("At most 5 countries, please")


async def test_a_city_is_not_sent_to_ask_at_home(place: Place) -> None:
    answer = await place.type("!match Kyiv for:Ukraine")
    assert read(answer).startswith("Kyiv, Ukraine lies in Ukraine itself, and candidates are looked for abroad.")
    assert labels(answer) == ["Look everywhere", "Pairings of Kyiv"]


async def test_a_mistyped_country_is_asked_back_with_the_city_kept(place: Place) -> None:
    question = await place.type("!match Columbus, Ohio for:ukrane")
    assert read(question).startswith("I know no country called “ukrane”. Did you mean !match Columbus, Ohio for:Ukraine?")
    await place.ana.click(question, label="Yes, Ukraine")
    assert read(place.now(question)).startswith(IN_UKRAINE)


async def test_what_is_no_country_is_said(place: Place) -> None:
    assert read(await place.type("!match Columbus, Ohio for:pizza")).startswith(
        "I know no country called “pizza”. Try !match Columbus, Ohio for:Ukraine."
    )
    assert read(await place.type("!match Columbus, Ohio for:")).startswith("I see no country’s name after “for”.")


@pytest.mark.parametrize("typed", ["!match", "!match for:ukraine"])
async def test_without_a_city_it_is_asked_for(place: Place, typed: str) -> None:
    assert read(await place.type(typed)).startswith("For which city? For example !match ")


async def test_what_is_no_city_is_said(place: Place) -> None:
    assert read(await place.type("!match pizza")).startswith("I know no city called “pizza”.")


async def test_a_namesake_is_chosen_and_the_country_kept(place: Place) -> None:
    question = await place.type("!match Birmingham for:ukraine")
    assert "!match Birmingham, Alabama" in read(question)
    await place.ana.click(question, label="Alabama, United States")
    assert read(place.now(question)).startswith("Birmingham, Alabama could ask: 10 places in Ukraine")


async def test_a_guess_is_confirmed_or_refused_and_the_country_kept(place: Place) -> None:
    question = await place.type("!match Los Angelos for:ukraine")
    await place.ana.click(question, label="Yes, Los Angeles")
    assert read(place.now(question)).startswith("Los Angeles, California could ask: 10 places in Ukraine")
    again = await place.type("!match Los Angelos for:ukraine")
    form = await place.ana.click(again, label="No, something else")
    await place.ana.submit_modal(form, {"name": "Columbus, Ohio"})
    assert read(place.now(again)).startswith(IN_UKRAINE)


@pytest.mark.parametrize(
    ("pressed", "said"),
    [
        ("mt:p:99:4509177:1090", "Page 2 of 2"),
        ("mt:n:0:4509177:77:1", "Columbus, Ohio could ask: 10 places, the best fit first"),
        ("mt:n:1:1", "This city is no longer in the catalogue."),
        ("mt:n", "This city is no longer in the catalogue."),
        ("mt:open:4509177", "This city is no longer in the catalogue."),
        ("ch:mt:4509177:1090:zz", "Columbus, Ohio could ask: 10 places in Ukraine"),
    ],
)
async def test_a_forged_control_does_no_harm(place: Place, pressed: str, said: str) -> None:
    result = await press_with_id(place, f"{pressed}:k3f9x")
    assert result.response is not None
    assert result.ephemeral
    assert said in read(result.response.message)


async def test_who_has_a_pairing_of_the_servers_own_is_no_candidate_there(own_place: Place) -> None:
    before = read(await own_place.type("!match Columbus, Ohio for:ukraine"))
    await add_pairing(own_place, "Columbus, Ohio / Odesa")
    after = read(await own_place.type("!match Columbus, Ohio for:ukraine"))
    assert "Odesa, Ukraine · " in before
    assert "Odesa" not in after
    assert "Left out in Ukraine: 1 place with a recorded tie of whatever status" in after
