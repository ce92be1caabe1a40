"""Suggesting: every form from its opening to its card, and that nothing which was typed is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator

import pytest

from bot.app import create_bot
from bot.settings import Settings
from tests.e2e.board import A_PAIRING, BIRMINGHAM, Board, board, message_of, said
from tests.e2e.conftest import TODAY, control, labels, read


@pytest.fixture
async def desk(own_store: Settings) -> AsyncIterator[Board]:
    async with board(own_store) as made:
        yield made


async def test_typed_alone_it_offers_five_forms(desk: Board) -> None:
    answer = await desk.place.type("!suggest")
    assert labels(answer) == ["A pairing", "A change of status", "An initiative", "A correction", "A city’s other name"]
    opened = await desk.ana.click(answer, label="A pairing")
    assert opened.modal is not None
    assert opened.modal["title"] == "Suggest a pairing"
    bare = await desk.ana.slash(desk.channel, "suggest")
    assert len(labels(message_of(bare))) == 5


async def test_typed_with_its_kind_it_offers_that_form(desk: Board) -> None:
    answer = await desk.place.type("!suggest status")
    assert labels(answer) == ["A change of status"]


@pytest.mark.parametrize("kind", ["pairing", "status", "initiative", "correction", "name"])
async def test_every_form_has_at_most_five_questions_and_asks_for_a_source(desk: Board, kind: str) -> None:
    shown = await desk.ana.slash(desk.channel, "suggest", kind=kind)
    assert shown.modal is not None
    asked = [each["component"]["custom_id"] for each in shown.modal["components"]]
    assert len(asked) <= 5
    assert "source" in asked


async def test_a_pairing_goes_from_the_form_to_the_card_of_the_moderators(desk: Board) -> None:
    drafted = await desk.fill_in(desk.ana, "pairing", **A_PAIRING)
    draft = said(drafted)
    assert draft.startswith("Draft: pairing of Birmingham and Lviv\n")
    assert "Pairing\nproposed: Lviv and Birmingham, friendship cities" in draft
    assert "Status\nproposed: signed on 1 Mar 1991 by the city council" in draft
    assert "an address stands in the text" not in draft
    assert labels(message_of(drafted)) == ["Send to the moderators", "Send to the editors", "Edit", "Discard"]
    assert desk.cards() == []
    await desk.ana.click(message_of(drafted), label="Send to the moderators")
    assert said(drafted) == "Sent as proposal 1 to the moderators of this server; you will hear what became of it."
    assert read(desk.cards()[0]).startswith("Proposal 1: pairing of Birmingham and Lviv\n")


async def test_a_status_of_a_shared_pairing_goes_to_the_editors(desk: Board) -> None:
    drafted = await desk.fill_in(
        desk.ana, "status", cities="Los Angeles / Kyiv", happened=["signed"], when="March 2023",
        who="the mayor of Los Angeles, until hostilities end", source="https://www.example.org/kyiv",
    )  # fmt: skip
    draft = said(drafted)
    assert "Status\nnow: proposed 25 Mar 2022 by the city council, 14–0" in draft
    assert "proposed: signed in Mar 2023 by the mayor of Los Angeles, until hostilities end" in draft
    assert labels(message_of(drafted)) == ["Send to the editors", "Edit", "Discard"]
    await desk.ana.click(message_of(drafted), label="Send to the editors")
    assert "An editor other than ana can approve it." in read(desk.cards()[0])


async def test_an_initiative_keeps_its_page_apart_from_its_source(desk: Board) -> None:
    drafted = await desk.fill_in(
        desk.ana, "initiative", city="Kharkiv", title="Generators for hospitals", organiser="A Partnership (Nuremberg)",
        help=["goods", "ask-money"], source="https://www.example.org/news\nPage: https://fund.example.net/give",
    )  # fmt: skip
    draft = said(drafted)
    assert "Initiative\nproposed: Generators for hospitals, for Kharkiv" in draft
    assert "A Partnership, Nuremberg" in draft
    assert "Link\nproposed: https://fund.example.net/give" in draft
    assert "Help\nproposed: goods, asks for money" in draft
    assert "Source given\nhttps://www.example.org/news" in draft


async def test_an_initiative_may_be_for_a_whole_country(desk: Board) -> None:
    drafted = await desk.fill_in(
        desk.ana, "initiative", city="Ukraine", title="Buses", organiser="City of Hamburg", help=["goods"],
        source="https://www.example.org/news",
    )  # fmt: skip
    assert "proposed: Buses, for all of" in said(drafted)


async def test_a_correction_names_its_entry_and_its_field(desk: Board) -> None:
    drafted = await desk.fill_in(
        desk.ana, "correction", entry="Chicago / Moscow", field="kind", value="friendship", source="https://www.example.org/1"
    )
    assert "Kind\nnow: sister cities\nproposed: friendship cities" in said(drafted)


async def test_a_correction_of_no_field_is_sent_in_words(desk: Board) -> None:
    drafted = await desk.fill_in(
        desk.ana,
        "correction",
        entry="Chicago / Moscow",
        field="the picture",
        value="it is upside down",
        source="https://www.example.org/1",
    )
    assert "Why\nthe picture: it is upside down" in said(drafted)
    await desk.ana.click(message_of(drafted), label="Send to the editors")
    assert labels(desk.cards()[0]) == ["Reject", "Ask ana", "Edit, then approve", "History"]


async def test_another_name_of_a_city(desk: Board) -> None:
    drafted = await desk.fill_in(
        desk.ana, "name", city="Lviv", name="Leopolis", kind=["historical"], until="", source="https://www.example.org/1"
    )
    assert "Name\nproposed: “Leopolis”, historical name of Lviv" in said(drafted)


async def test_of_several_cities_one_is_chosen_and_the_form_goes_on(desk: Board) -> None:
    asked = await desk.fill_in(desk.ana, "pairing", **{**A_PAIRING, "cities": "Birmingham / Lviv"})
    assert said(asked).startswith("Which Birmingham do you mean? What you typed is kept.")
    michigan = next(
        option["value"]
        for row in message_of(asked).components
        for option in row.to_dict()["components"][0].get("options", ())
        if "Michigan" in option["label"]
    )
    await desk.ana.select(message_of(asked), [michigan], custom_id=control(message_of(asked), menu="Choose a city"))
    assert said(asked).startswith("Draft: pairing of Birmingham and Lviv\n")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"cities": "Chicago / Xyzzyville"}, "I know no city called “Xyzzyville”."),
        ({"cities": "Chicago"}, "Put a stroke between them"),
        ({"cities": "Kyiv / Kyiv"}, "A pairing needs two different cities."),
        ({"when": "04/05/2023"}, "can mean two days"),
        (
            {"source": "trust me"},
            "does not say where it can be read. Give the address of a page that says it, which begins with https, or",
        ),
    ],
)
async def test_an_error_says_what_to_write_and_the_form_opens_again_as_it_was(
    desk: Board, wrong: dict[str, str], says: str
) -> None:
    typed = {**A_PAIRING, **wrong}
    refused = await desk.fill_in(desk.ana, "pairing", **typed)
    assert says in said(refused)
    again = await desk.ana.click(message_of(refused), label="Back to the form")
    assert again.modal is not None
    shown = {each["component"]["custom_id"]: each["component"] for each in again.modal["components"]}
    assert shown["cities"]["value"] == typed["cities"]
    assert shown["when"]["value"] == typed["when"]
    assert shown["source"]["value"] == typed["source"]
    assert [option["value"] for option in shown["tie"]["options"] if option.get("default")] == ["friendship"]
    mended = await desk.ana.submit_modal(again, A_PAIRING)
    assert said(mended).startswith("Draft: ")


async def test_an_error_of_the_bots_own_loses_nothing_either(desk: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.bot.search, "resolve", lambda text: 1 / 0)
    failed = await desk.fill_in(desk.ana, "pairing", **A_PAIRING)
    assert "Something went wrong on my side" in said(failed)
    again = await desk.ana.click(message_of(failed), label="Back to the form")
    assert again.modal is not None


async def test_nobody_else_opens_what_was_typed(desk: Board) -> None:
    refused = await desk.fill_in(desk.ana, "pairing", **{**A_PAIRING, "cities": "Chicago"})
    forged = await desk.forge(control(message_of(refused), label="Back to the form"))
    other = await desk.ben.click(forged, label="Press")
    assert other.modal is None
    assert said(other).startswith("What you typed into this form is no longer kept")


async def test_after_a_restart_it_says_that_the_form_is_gone(own_store: Settings) -> None:
    async with board(own_store) as desk:
        refused = await desk.fill_in(desk.ana, "pairing", **{**A_PAIRING, "cities": "Chicago"})
        forged = await desk.forge(control(message_of(refused), label="Back to the form"))
        await desk.env.restart_bot(create_bot(own_store, clock=lambda: TODAY))
        gone = await desk.ana.click(forged, label="Press")
        assert said(gone).startswith("What you typed into this form is no longer kept: I was restarted")


async def test_what_is_recorded_already_is_pointed_out_before_it_is_sent(desk: Board) -> None:
    await desk.suggest(desk.ana)
    drafted = await desk.fill_in(desk.ben, "pairing", **A_PAIRING)
    assert "Look: proposal 1 says the same" in said(drafted)


async def test_a_draft_is_thrown_away(desk: Board) -> None:
    drafted = await desk.fill_in(desk.ana, "pairing", **A_PAIRING)
    await desk.ana.click(message_of(drafted), label="Discard")
    assert said(drafted) == "Thrown away: pairing of Birmingham and Lviv. Nothing was changed."


async def test_a_second_press_sends_nothing_twice(desk: Board) -> None:
    drafted = await desk.fill_in(desk.ana, "pairing", **A_PAIRING)
    button = control(message_of(drafted), label="Send to the moderators")
    first, second = [await desk.ana.click(await desk.forge(button), label="Press") for _ in range(2)]
    assert "Sent as proposal 1" in read(desk.now(message_of(first)))
    assert said(second) == "That was done already: it is proposal 1 and waits for review. Nothing was sent twice."
    assert len([card for card in desk.cards() if read(card).startswith("Proposal 1:")]) == 1


async def test_somebody_elses_draft_is_nobodys_business(desk: Board) -> None:
    drafted = await desk.fill_in(desk.ana, "pairing", **A_PAIRING)
    forged = await desk.forge(control(message_of(drafted), label="Send to the moderators"))
    assert "There is no proposal 1 here." in said(await desk.ben.click(forged, label="Press"))


async def test_a_moderator_keeps_an_entry_of_the_servers_own_at_once(desk: Board) -> None:
    drafted = await desk.fill_in(desk.mona, "pairing", **A_PAIRING)
    assert labels(message_of(drafted)) == ["Keep it", "Send to the editors", "Edit", "Discard"]
    await desk.mona.click(message_of(drafted), label="Keep it")
    assert said(drafted) == "Done. Pairing of Birmingham and Lviv.\nIt is revision 1; “entry undo 1” takes it back."
    assert read(await desk.place.type(f"!twin {BIRMINGHAM}")).startswith("Birmingham, Michigan: 1 pairing recorded")


async def test_more_than_a_day_allows_is_told(own_store: Settings) -> None:
    async with board(own_store.model_copy(update={"suggestions_per_day": 1})) as desk:
        await desk.suggest(desk.ana)
        drafted = await desk.fill_in(
            desk.ana, "name", city="Lviv", name="Leopolis", kind=["historical"], source="https://www.example.org/1"
        )
        refused = await desk.ana.click(message_of(drafted), label="Send to the editors")
        assert said(refused).startswith("You have sent as many suggestions as are read in a day (1).")


async def test_under_a_raidlock_it_is_held_and_nothing_is_lost(desk: Board) -> None:
    await desk.set_up(suggestions_held=True)
    drafted = await desk.fill_in(desk.ana, "pairing", **A_PAIRING)
    await desk.ana.click(message_of(drafted), label="Send to the moderators")
    assert "It is held until the moderators take suggestions again" in said(drafted)
    assert desk.cards() == []
    assert "held until the moderators take suggestions again" in read(await desk.place.type("!suggestions"))


async def test_ones_own_suggestions_are_listed_and_one_is_withdrawn(desk: Board) -> None:
    card = await desk.suggest(desk.ana)
    mine = await desk.place.type("!suggestions")
    assert read(mine).startswith("Your suggestion is still open\n")
    assert "1 pairing of Birmingham and Lviv · waits for review" in read(mine)
    await desk.ana.select(mine, ["1"], custom_id=control(mine, menu="Withdraw one"))
    assert "withdrawn" in read(desk.place.now(mine))
    assert read(desk.now(card)).startswith("Proposal 1 withdrawn by ana")
    assert labels(desk.now(card)) == ["History"]


async def test_nobody_withdraws_what_others_proposed(desk: Board) -> None:
    await desk.suggest(desk.ana)
    await desk.suggest(desk.ben, cities="Duluth, Minnesota / Lviv")
    mine = await desk.ben.slash(desk.channel, "suggestions")
    assert "Birmingham" not in read(message_of(mine))


async def test_suggest_one_opens_the_form_with_that_city(desk: Board) -> None:
    answer = await desk.place.type(f"!twin {BIRMINGHAM}")
    opened = await desk.ana.click(answer, label="Suggest one")
    assert opened.modal is not None
    cities = opened.modal["components"][0]["component"]["value"]
    assert cities == "Birmingham, Michigan, United States / "
    drafted = await desk.ana.submit_modal(opened, {**A_PAIRING, "cities": f"{cities}Lviv"})
    assert "Draft: pairing of Birmingham and Lviv" in read(message_of(drafted))


async def test_report_a_mistake_opens_the_correction_of_that_pairing(desk: Board) -> None:
    card = await desk.place.type("!pairing Chicago / Moscow")
    opened = await desk.ana.click(card, label="Report a mistake")
    assert opened.modal is not None
    assert opened.modal["title"] == "Suggest a correction"
    entry = opened.modal["components"][0]["component"]["value"]
    drafted = await desk.ana.submit_modal(
        opened, {"entry": entry, "field": "kind", "value": "friendship", "source": "https://www.example.org/1"}
    )
    assert "Kind\nnow: sister cities\nproposed: friendship cities" in read(message_of(drafted))


async def test_in_a_direct_message_it_goes_to_the_catalogue(desk: Board) -> None:
    shown = await desk.ana.user.slash("suggest", kind="pairing")
    drafted = await desk.ana.user.submit_modal(shown, A_PAIRING)
    assert labels(message_of(drafted)) == ["Send to the editors", "Edit", "Discard"]


async def test_the_day_of_a_draft_is_that_of_the_bots_clock(own_store: Settings) -> None:
    later = TODAY + dt.timedelta(days=400)
    async with board(own_store, lambda: later) as desk:
        drafted = await desk.fill_in(desk.ana, "pairing", **{**A_PAIRING, "when": "today"})
        assert "signed on 27 Dec 2027" in said(drafted)
