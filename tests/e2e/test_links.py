"""``verify`` and ``report``: what is known of a link, and what becomes of one that members report."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.domain.initiatives import Initiative, Verification
from bot.settings import Settings
from bot.store import entries
from bot.store import links as store_links
from bot.store.links import LinkCheck
from tests.e2e.board import Board, board, message_of, said
from tests.e2e.conftest import Place, labels, placed, read
from tests.factories import initiative

ADVICE = "To make sure, type the organisation’s address yourself"
LINK = "https://charkiw-nuernberg.de/spenden"
NUMBER = 2_100_000_001


@pytest.fixture
async def desk(own_store: Settings) -> AsyncIterator[Board]:
    async with board(own_store.model_copy(update={"report_threshold": 2})) as made:
        yield made


async def put(place: Any, item: Initiative, guild_id: int | None = None) -> Initiative:
    await place.bot.store.write(lambda db: entries.put(db, "initiatives", item, guild_id))
    return item


def verified(**fields: Any) -> Initiative:
    """An initiative for Kyiv whose link two people stand for until 5 Dec 2026."""
    return initiative(
        NUMBER, title="Heaters for Kharkiv", organisation_id=5, **({"link": LINK, "verification": "verified"} | fields)
    )


async def stands(place: Any) -> Initiative:
    found = await place.bot.store.read(lambda db: entries.find(db, "initiatives", (NUMBER,)))
    assert isinstance(found.entry, Initiative)
    return found.entry


async def test_a_listed_domain_names_whose_record_it_is_on(place: Place) -> None:
    text = read(await place.type("!verify charkiw-nuernberg.de"))
    assert text.startswith("charkiw-nuernberg.de is on our list\n\nOn whose record\n")
    assert "On whose record\nPartnerschaftsverein Charkiw-Nürnberg, " in text
    assert ADVICE in text


async def test_a_listed_domain_on_which_no_link_was_checked_says_so(place: Place) -> None:
    text = read(await place.type("!verify ukraineaidinternational.org"))
    assert text.startswith("ukraineaidinternational.org is on our list")
    assert "When a link there was checked\n- No link there is recorded, so none was checked by two people." in text


async def test_a_verified_link_says_when_it_was_given_and_checked_and_until_when_that_holds(own_place: Place) -> None:
    await put(own_place, verified())
    at = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
    await own_place.bot.store.write(lambda db: store_links.put_check(db, LinkCheck(LINK, at, "alive", 200, "answers 200")))
    text = read(await own_place.type(f"!verify {LINK}"))
    assert (
        f"Heaters for Kharkiv (initiative {NUMBER}): given 3 Nov 2026, checked by another on 5 Nov 2026, holds until 5 Dec 2026."
        in text
    )
    assert "Asked by the bot: on 20 Nov 2026 it answers 200." in text
    slash = await own_place.ana.slash(own_place.channel, "verify", link=LINK)
    assert read(message_of(slash)) == text


async def test_a_verified_link_lapses_by_itself(own_store: Settings) -> None:
    async with placed(own_store, lambda: dt.datetime(2026, 12, 6, 12, tzinfo=dt.UTC)) as place:
        await put(place, verified())
        assert "checked on 5 Nov 2026, lapsed on 5 Dec 2026." in read(await place.type(f"!verify {LINK}"))


async def test_what_is_not_on_our_list_is_not_called_a_fraud(place: Place) -> None:
    text = read(await place.type("!verify https://www.wikipedia.org/wiki/Kyiv"))
    assert text.startswith(
        "www.wikipedia.org is not on our list. That says nothing about it: we only know what was checked here. "
    )
    assert ADVICE in text
    assert "fraud" not in text.lower()
    assert "scam" not in text.lower()


async def test_a_lookalike_of_a_listed_domain_is_said_plainly(place: Place) -> None:
    text = read(await place.type("!verify https://charkiw-nuernberq.de/spenden"))
    assert text.startswith("This looks like a recorded address, and is not it\n")
    assert "It resembles the recorded charkiw-nuernberg.de, and is not it." in text


async def test_another_alphabet_is_shown_in_both_forms(place: Place) -> None:
    text = read(await place.type("!verify https://сharkiw-nuernberg.de"))
    assert "xn--" in text
    assert text.startswith("This looks like a recorded address, and is not it\n")


async def test_another_page_of_a_host_that_many_share_is_not_on_the_record(place: Place) -> None:
    assert read(await place.type("!verify https://sites.google.com/view/ckscp/home")).startswith(
        "sites.google.com is on our list"
    )
    assert "is not on our list" in read(await place.type("!verify https://sites.google.com/view/ckscp-donate"))


async def test_a_domain_that_the_operator_allows_is_listed(shipped: Settings) -> None:
    async with placed(shipped.model_copy(update={"allowed_domains": frozenset({"icrc.org"})})) as place:
        text = read(await place.type("!verify https://www.icrc.org/en/donate"))
        assert "The domain is among those that whoever runs this bot allows." in text


@pytest.mark.parametrize(
    "typed",
    [
        "hello", "`", "@everyone", "[click](https://evil.example/a)", "javascript:alert(1)", "https://user:pw@charkiw-nuernberg.de.evil.example",
        "http://127.0.0.1:8080/", "https://[::1]/", "xn--", "https://" + "a" * 1800 + ".org", "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "https://x.org/\u202egpj.exe", "\u200b", "::::", "https://%", "https://charkiw-nuernberg.de@evil.example/```", "|||~~**__https://x.org",
    ],
)  # fmt: skip
async def test_whatever_is_asked_about_gets_an_answer_in_which_nothing_can_be_clicked(place: Place, typed: str) -> None:
    answer = await place.type(f"!verify {typed}")
    text = read(answer)
    assert "Something went wrong" not in text
    assert "is on our list" not in text
    assert answer.mentions == []
    raw = (answer.content or "") + "".join(str(each.to_dict()) for each in answer.components)
    assert "](http" not in raw
    assert "@everyone" not in raw


async def test_the_button_on_aid_cards_asks_for_a_link_and_answers_in_private(place: Place) -> None:
    card = await place.type("!aid Kyiv")
    assert labels(card)[-1] == "Check a link"
    form = await place.ana.click(card, label="Check a link")
    assert said(await place.ana.submit_modal(form, {"link": "charkiw-nuernberg.de"})).startswith(
        "charkiw-nuernberg.de is on our list"
    )
    form = await place.ben.click(card, label="Check a link")
    assert "I see no address in that." in said(await place.ben.submit_modal(form, {"link": "hello"}))


async def test_reports_of_different_members_hide_a_link_and_put_it_to_review(desk: Board) -> None:
    await put(desk, verified())
    first = await desk.ana.slash(desk.channel, "report", initiative=str(NUMBER), why="it leads to a shop")
    assert said(first).startswith(
        "Thank you. Your report of the link of “Heaters for Kharkiv” is kept, and nobody is told that it was yours."
    )
    again = await desk.ana.slash(desk.channel, "report", initiative=str(NUMBER))
    assert said(again) == "You have reported the link of “Heaters for Kharkiv” already, and a report counts once. Thank you."
    assert (await stands(desk)).verification is Verification.VERIFIED
    second = await desk.place.type(f"!report initiative {NUMBER} the same", who=desk.ben)
    assert "The link of “Heaters for Kharkiv” is hidden from now on, until a reviewer has looked at it." in read(second)
    assert (await stands(desk)).verification is Verification.WITHDRAWN
    (card,) = desk.cards()
    assert "reported link of “Heaters for Kharkiv”" in read(card)
    assert "ana" not in read(card)
    assert "ben" not in read(card)
    assert "withheld" in read(await desk.place.type(f"!source initiative {NUMBER}"))


async def test_the_report_button_asks_what_is_wrong(desk: Board) -> None:
    await put(desk, verified())
    card = await desk.place.type(f"!source initiative {NUMBER}")
    assert labels(card)[-1] == "Report"
    form = await desk.ben.click(card, label="Report")
    assert said(await desk.ben.submit_modal(form, {"why": "a shop"})).startswith("Thank you. Your report of the link")
    form = await desk.ana.click(card, label="Report")
    assert "is hidden from now on" in said(await desk.ana.submit_modal(form, {}))
    assert "Report" not in labels(await desk.place.type(f"!source initiative {NUMBER}"))
    assert len(desk.cards()) == 1


async def test_an_entry_without_a_link_has_nothing_to_report(own_place: Place) -> None:
    await put(own_place, initiative(NUMBER))
    assert "Report" not in labels(await own_place.type(f"!source initiative {NUMBER}"))
    assert read(await own_place.type(f"!report {NUMBER}")).startswith("That entry has no link to report.")


async def test_another_servers_entry_is_not_there_to_report_or_to_see(own_place: Place) -> None:
    other = own_place.env.create_guild("Elsewhere")
    await put(own_place, verified(), other.id)
    assert read(await own_place.type(f"!report {NUMBER}")).startswith(f"There is no initiative {NUMBER} here.")
    assert "Heaters" not in read(await own_place.type(f"!verify {LINK}"))


@pytest.mark.parametrize("typed", ["pizza", "-1", "0", "9" * 30, "**"])
async def test_what_is_no_number_is_said_to_be_none(place: Place, typed: str) -> None:
    assert "is no number of an initiative." in read(await place.type(f"!report {typed}"))


async def test_alone_they_say_what_to_type(place: Place) -> None:
    assert read(await place.type("!verify")) == "Which link? For example !verify charkiw-nuernberg.de."
    assert read(await place.type("!report")).endswith("For example !report 12.")
