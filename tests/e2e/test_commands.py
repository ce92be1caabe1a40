"""Every command in both of its forms, in a server and in a direct message."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Place, labels, read

FORMS = [
    ("twin Los Angeles", "twin", {"city": "Los Angeles"}, "Los Angeles, California: 26 pairings recorded"),
    ("pairing Chicago / Moscow", "pairing", {"city": "Chicago", "other": "Moscow"}, "Chicago and Moscow: suspended"),
    ("aid Kyiv", "aid", {"city": "Kyiv"}, "Aid for Kyiv: 18 initiatives recorded, none known to be open today"),
    ("country Ukraine", "country", {"country": "Ukraine"}, "Ukraine: "),
    ("country Russia / United States", "country", {"country": "Russia", "other": "USA"}, "Russia and the United States: "),
    (
        "path Los Angeles / Kharkiv",
        "path",
        {"city": "Los Angeles", "other": "Kharkiv"},
        "Los Angeles and Kharkiv: connected over 2 ties",
    ),
    ("common Chicago / Kyiv", "common", {"city": "Chicago", "other": "Kyiv"}, "Chicago and Kyiv: 7 partners in common"),
    ("source Los Angeles", "source", {"entry": "Los Angeles"}, "Los Angeles, California: "),
    ("about", "about", {}, "Twinbot answers who is tied to whom, and who helps"),
    ("help", "help", {}, "Ask about sister cities, and who helps whom"),
    ("help twin", "help", {"command": "twin"}, "!twin: a city’s pairings"),
]


@pytest.mark.parametrize(("typed", "name", "fields", "first_line"), FORMS)
async def test_a_command_answers_typed_by_name_and_slash_alike(
    place: Place, typed: str, name: str, fields: dict[str, str], first_line: str
) -> None:
    assert place.bot.user is not None
    by_prefix = read(await place.type(f"!{typed}"))
    by_name = read(await place.type(f"{place.bot.user.mention} {typed}"))
    slash = await place.ana.slash(place.channel, name, **fields)
    assert slash.response is not None
    assert by_prefix.startswith(first_line)
    assert by_name == by_prefix
    assert read(slash.response.message) == by_prefix
    assert not slash.ephemeral


@pytest.mark.parametrize("typed", [form[0] for form in FORMS])
async def test_a_command_answers_in_a_direct_message(place: Place, typed: str) -> None:
    sent = await place.ana.send_dm(f"!{typed}")
    answers = [message async for message in sent.channel.history() if message.author.bot]
    assert len(answers) == 1
    assert read(answers[0])


async def test_every_command_can_be_installed_by_a_member_alone(place: Place) -> None:
    for command in place.bot.tree.get_commands():
        payload = command.to_dict(place.bot.tree)
        assert payload["integration_types"] == [0, 1], command.name
        assert payload["contexts"] == [0, 1, 2], command.name


async def test_a_typed_answer_replies_to_the_question_without_a_ping(place: Place) -> None:
    answer = await place.type("!twin Kyiv")
    assert answer.reference is not None
    assert answer.mentions == []


async def test_case_and_blanks_do_not_matter(place: Place) -> None:
    assert read(await place.type("!TWIN    los   angeles")).startswith("Los Angeles, California:")
    assert read(await place.type("! twin Los Angeles")).startswith("Los Angeles, California:")


@pytest.mark.parametrize(
    "typed",
    [
        "Chicago / Moscow", "Chicago/Moscow", "Chicago | Moscow", "Chicago and Moscow", "Chicago with Moscow", "Chicago Moscow",
        "Chicago, Illinois / Moscow, Russia", "Moscow / Chicago",
    ],
)  # fmt: skip
async def test_two_cities_may_be_parted_in_many_ways(place: Place, typed: str) -> None:
    assert read(await place.type(f"!pairing {typed}")).startswith("Chicago and Moscow: suspended")


async def test_two_countries_may_be_parted_by_a_blank(place: Place) -> None:
    assert read(await place.type("!country Russia United States")).startswith("Russia and the United States: ")


async def test_the_only_recorded_pairing_of_namesakes_is_meant(place: Place) -> None:
    assert read(await place.type("!pairing Birmingham / Vinnytsia")).startswith("Birmingham and Vinnytsia: ")


async def test_a_pairing_that_is_not_recorded_says_that_it_may_exist(place: Place) -> None:
    answer = await place.type("!pairing Chicago / Los Angeles")
    assert "That does not mean that there is none." in read(answer)
    assert labels(answer) == ["Pairings of Chicago", "Pairings of Los Angeles"]


async def test_a_city_cannot_be_paired_with_itself(place: Place) -> None:
    assert "A pairing needs two cities" in read(await place.type("!pairing Kiev / Kyiv"))


async def test_a_country_shows_our_count_beside_those_of_others(place: Place) -> None:
    text = read(await place.type("!country Russia / United States"))
    counts = text.split("Counts, ours and others’")[1].split("Active")[0]
    assert "this catalogue, 22 Nov 2026" in counts
    assert "Sister Cities International" in counts
    assert "without a figure" in counts
    assert "GeoNames" in counts


async def test_one_country_alone_is_counted_by_partner(place: Place) -> None:
    text = read(await place.type("!country Finland"))
    assert "By partner country" in text
    assert "!country Finland / " in text


async def test_aid_can_be_filtered_by_what_is_typed(place: Place) -> None:
    text = read(await place.type("!aid Kyiv sector:medical state:completed"))
    assert "Filter: medical, completed" in text
    assert "Twelve ambulances from Munich" in text
    assert "Active when last seen ·" not in text


async def test_a_filter_that_there_is_not_names_those_there_are(place: Place) -> None:
    assert "goods, fundraising, infrastructure" in read(await place.type("!aid Kyiv sector:pizza"))


async def test_military_purpose_is_hidden_and_said_to_be(place: Place) -> None:
    slash = await place.ana.slash(place.channel, "aid", city="Kupiansk", purpose="military")
    typed = read(await place.type("!aid Kupiansk"))
    assert slash.response is not None
    assert "with a military purpose not shown: !aid Kupiansk purpose:military" in typed
    assert "military purpose not shown" not in read(slash.response.message)


async def test_help_about_a_command_that_there_is_not(place: Place) -> None:
    assert "I know no command" in read(await place.type("!help pizza"))


async def test_a_source_may_be_asked_of_a_pairing_or_an_initiative(place: Place) -> None:
    assert read(await place.type("!source Chicago / Moscow")).startswith("Chicago and Moscow: suspended")
    assert "Link and source" in read(await place.type("!source initiative 12"))
    assert "There is no initiative 99999" in read(await place.type("!source 99999"))


async def test_autocomplete_offers_cities_that_answer(place: Place) -> None:
    offers = await place.ana.autocomplete(place.channel, "twin", "city", "Ky")
    assert offers[0]["name"] == "Kyiv, Ukraine"
    assert len(offers) <= 25
    result = await place.ana.slash(place.channel, "twin", city=offers[0]["value"])
    assert result.response is not None
    assert read(result.response.message).startswith("Kyiv, Ukraine: ")


async def test_autocomplete_offers_countries_and_commands(place: Place) -> None:
    fields = (("country", "country"), ("country", "other"), ("match", "for"))
    countries = [await place.ana.autocomplete(place.channel, *field, "ukr") for field in fields]
    commands = await place.ana.autocomplete(place.channel, "help", "command", "")
    assert [[offer["value"] for offer in offers] for offers in countries] == [["Ukraine"]] * 3
    assert "twin" in [offer["value"] for offer in commands]
