"""Answers of one to three sentences: no frame, no preview, and a way on."""

from __future__ import annotations

import datetime as dt

from bot.domain.dates import PartialDate
from bot.domain.places import City, Control
from bot.domain.records import Held
from bot.ui import short
from bot.ui.card import Answer
from tests.factories import KYIV, city, source
from tests.ui.seen import Seen, asking, faults

ENGLAND = city(2655603, "Birmingham", "GB", region="England")
ALABAMA = city(4049979, "Birmingham", "US", region="Alabama")
MICHIGAN = city(4986172, "Birmingham", "US", region="Michigan")
TIES = {ENGLAND.city_id: 8, ALABAMA.city_id: 1}


def springfields(count: int) -> list[City]:
    return [city(number, "Springfield", "US", region=f"State {number}") for number in range(1, count + 1)]


def labels(answer: Answer) -> list[str]:
    return Seen(answer).buttons


def test_which_birmingham() -> None:
    seen = Seen(short.choice(asking(), "tw", "birmingham", [ENGLAND, ALABAMA, MICHIGAN], TIES))
    assert (
        seen.plain
        == """\
Which Birmingham do you mean?
1. Birmingham, England, United Kingdom, 8 pairings recorded
2. Birmingham, Alabama, United States, 1 pairing recorded
3. Birmingham, Michigan, United States, no pairing recorded

Choose below, or type it: !twin Birmingham, Alabama
[Button: England, United Kingdom]
[Button: Alabama, United States]
[Button: Michigan, United States]"""
    )
    assert not seen.blurple
    assert seen.custom_id("Alabama, United States") == f"ch:tw:{ALABAMA.city_id}"


def test_up_to_five_are_buttons_and_more_are_a_menu_with_all_of_them() -> None:
    assert len(labels(short.choice(asking(), "tw", "springfield", springfields(5), {}))) == 5
    for count in (6, 25):
        seen = Seen(short.choice(asking(), "ad", "springfield", springfields(count), {}))
        assert not seen.buttons
        assert len(seen.options) == count
        assert seen.options[0] == "Springfield, State 1, United States (No pairing recorded)"
        assert len(seen.answer.content or "") <= 500


def test_what_a_long_question_does_not_write_out_is_said_to_be_in_the_menu() -> None:
    seen = Seen(short.choice(asking(), "tw", "springfield", springfields(25), {}))
    written = sum(", no pairing recorded" in line for line in seen.plain.split("\n"))
    assert f"{25 - written} more stand in the menu." in seen.plain
    one_more = Seen(short.choice(asking(), "tw", "springfield", springfields(9), {city.city_id: 1 for city in springfields(9)}))
    assert "more stand" in one_more.plain or "1 more stands in the menu." in one_more.plain


def test_namesakes_of_one_state_get_labels_of_their_own() -> None:
    twins = [city(1, "Springfield", "US", region="Ohio"), city(2, "Springfield", "US", region="Ohio")]
    assert labels(short.choice(asking(), "tw", "springfield", twins, {})) == ["Ohio, United States", "Ohio, United States (2)"]


def test_cities_of_different_names_are_labelled_with_their_names() -> None:
    offered = [city(1, "Springfield", "US", region="Ohio"), city(2, "Palmyra", "US", region="Missouri")]
    answer = short.choice(asking(), "tw", "springfield", offered, {})
    assert (answer.content or "").startswith("Which springfield do you mean?")
    assert labels(answer) == ["Springfield, Ohio, United States", "Palmyra, Missouri, United States"]


def test_a_choice_within_a_pairing_says_that_another_city_belongs_to_it() -> None:
    seen = Seen(short.choice(asking(), "pr", "birmingham", [ENGLAND, ALABAMA], TIES, [KYIV]))
    assert "or type it: !pairing Birmingham, Alabama / …" in seen.plain
    assert seen.custom_id("England, United Kingdom") == f"ch:pr:{ENGLAND.city_id}:{KYIV}"


def test_a_likely_typo() -> None:
    seen = Seen(short.did_you_mean(asking(), "tw", "Kharkeev", city(706483, "Kharkiv")))
    assert (
        seen.plain
        == """\
I know no city called “Kharkeev”. Did you mean Kharkiv, Ukraine?
[Button: Yes, Kharkiv]
[Button: No, something else]"""
    )
    assert seen.blurple == ["Yes, Kharkiv"]


def test_nothing_recorded_is_not_nothing() -> None:
    seen = Seen(short.nothing_recorded(asking(), MICHIGAN))
    assert seen.said == "No pairing is recorded for Birmingham, Michigan, United States. That does not mean that there is none."
    assert seen.buttons == ["Suggest one"]


def test_a_city_without_pairings_but_with_aid_leads_to_it_unless_it_is_occupied() -> None:
    held = Held(Control.OCCUPIED, PartialDate("2026-08-22"), source())
    assert labels(short.nothing_recorded(asking(), city(KYIV, "Kyiv"), aid=True)) == ["Suggest one", "Aid"]
    assert labels(short.nothing_recorded(asking(), city(KYIV, "Kyiv"), aid=True, held=held)) == ["Suggest one"]


def test_a_city_of_which_it_is_known_where_it_lies_leads_to_the_nearest_that_has_pairings() -> None:
    seen = Seen(short.nothing_recorded(asking(), city(5, "Evanston", "US", latitude=42.05, longitude=-87.68)))
    assert seen.buttons == ["Suggest one", "Nearest city with pairings"]
    assert seen.custom_id("Nearest city with pairings") == "nr:w:5"


def test_not_a_city() -> None:
    seen = Seen(short.not_a_city(asking(), "pizza"))
    assert seen.plain == "I know no city called “pizza”. Try !twin Los Angeles, or !help for all commands."
    assert short.not_a_city(asking("/"), "pizza").content == (
        "I know no city called “pizza”. Try `/twin Los Angeles`, or `/help` for all commands."
    )


def test_what_cannot_be_seen_is_not_quoted() -> None:
    assert Seen(short.not_a_city(asking(), "\u200b\u202e")).plain.startswith(
        "I see no city’s name in that. Try !twin Los Angeles"
    )


def test_what_was_typed_is_quoted_short_and_dead() -> None:
    content = short.not_a_city(asking(), "@everyone **look** https://evil.example/" + "x" * 3000).content or ""
    assert "“@\u200beveryone \\*\\*look\\*\\*…”" in content


def test_two_cities_without_a_pairing_lead_to_those_that_each_has() -> None:
    answer = short.no_pairing_between(asking(), ENGLAND, ALABAMA, {ENGLAND.city_id: 8, ALABAMA.city_id: 1})
    assert Seen(answer).plain.split("\n")[0] == (
        "No pairing of Birmingham, United Kingdom and Birmingham, Alabama is recorded. That does not mean that there is none."
    )
    assert not faults(answer)
    assert len(labels(answer)) == 2
    assert labels(short.no_pairing_between(asking(), ENGLAND, MICHIGAN, TIES)) == ["Pairings of Birmingham"]


def test_an_error_says_what_to_do_and_has_its_id() -> None:
    answer = short.error("K7M-4Q2")
    assert answer.content == (
        "Something went wrong on my side, and your question was not answered. Please try again in a minute. "
        "If it happens again, give a moderator this id: K7M-4Q2."
    )
    assert answer.private
    assert "K7M-4Q2" in (short.unavailable("K7M-4Q2").content or "")
    assert "K7M-4Q2" in (short.may_not_write("#news", "K7M-4Q2").content or "")


def test_a_cooldown_says_when_it_ends_in_the_members_own_time() -> None:
    answer = short.wait(dt.datetime(2026, 11, 22, 11, 50, 30, tzinfo=dt.UTC))
    assert answer.content == "That was a lot of questions at once. You can ask again <t:1795348231:R>."
    assert answer.private
    assert Seen(answer).plain.endswith("You can ask again 22 Nov 2026 11:50 UTC.")


def test_the_other_short_answers_stand_on_their_own() -> None:
    given = {
        short.same_city(
            asking(), MICHIGAN
        ): "Both names mean Birmingham, Michigan. A pairing needs two cities: !pairing Chicago / Moscow.",
        short.two_cities_needed(asking()): "Which two cities? Put a stroke between them, for example !pairing Chicago / Moscow.",
        short.incomplete(asking(), "Which city?", "twin Los Angeles"): "Which city? For example !twin Los Angeles.",
        short.not_a_country(asking(), "Narnia"): "I know no country called “Narnia”. Try !country Ukraine.",
        short.not_a_country(asking(), "Ukrane", "Ukraine"): "I know no country called “Ukrane”. Did you mean !country Ukraine?",
        short.unknown_command(asking(), "twn", "twin"): "I know no command “twn”. Did you mean !twin?",
        short.unknown_command(asking(), "dance", None): "I know no command “dance”. !help shows all commands.",
        short.no_longer("city"): "This city is no longer in the catalogue. Ask again to see what is.",
        short.refused("You may not do that here."): "You may not do that here.",
        short.no_initiative(asking(), 99): "There is no initiative 99. !aid Kyiv lists those for a city, each with its entry.",
    }
    assert {Seen(answer).plain: words for answer, words in given.items()} == {words: words for words in given.values()}
    assert not any(faults(answer) for answer in given)


def test_a_choice_begins_with_what_something_is_recorded_of() -> None:
    cities = [city(1, "Athens", region="Georgia"), city(2, "Athens", region="Ohio"), city(3, "Athens", region="Texas")]
    seen = Seen(short.choice(asking(), "tw", "Athens", cities, {3: 1}))
    assert next(line for line in seen.said.splitlines() if line[:1].isdigit()).startswith("1. Athens, Texas")
