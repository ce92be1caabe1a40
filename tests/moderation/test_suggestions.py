"""Members say in their words what is missing or wrong; what comes of it are sound changes, or a sentence about what to write."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.changes import Change, ProposalKind
from bot.domain.initiatives import Ask, Initiative, Sector, State, Verification
from bot.domain.pairings import Claim, Event, EventKind, Pairing, PairingKind
from bot.domain.places import City, CityName, NameKind
from bot.domain.sources import Grade, Source
from bot.errors import FieldUnclear, SuggestionUnclear
from bot.moderation import suggestions
from bot.moderation.suggestions import Draft
from bot.store import changes as store_changes
from bot.store import database, entries
from bot.store.entries import Stored
from tests.factories import CHICAGO, HAMBURG, KYIV, MOSCOW, TODAY, city, new_tie, organisation, source
from tests.moderation.desk import EDNA, MARA, NOON, OURS, PETE, THEIRS, approved, done, person, sent

HOUSTON = city(4699066, "Houston", "US", region="Texas", region_code="TX")
TYUMEN = city(1488754, "Tyumen", "RU", region="Tyumen Oblast")
"""Places of the gazetteer that the small catalogue lacks."""
PRESS = "https://www.click2houston.com/news/2023/02/24/houston-ends"


def stored(db: sqlite3.Connection, table_name: str, *key: str | int) -> Stored:
    found = entries.find(db, table_name, key)
    assert found is not None
    return found


def place(db: sqlite3.Connection, city_id: int) -> City:
    entry = stored(db, "cities", city_id).entry
    assert isinstance(entry, City)
    return entry


def rows(draft: Draft, of: type[Any]) -> list[Any]:
    return [change.after for change in draft.changes if isinstance(change.after, of)]


def suggested_pairing(db: sqlite3.Connection, one: City = HOUSTON, other: City = TYUMEN, **how: Any) -> Draft:
    given_words = {"date": "24 Feb 2023", "decided_by": "the mayor", "source": f"{PRESS}, 24 Feb 2023"} | how
    return suggestions.pairing(
        db, one, other, PairingKind.SISTER_CITY, EventKind.SIGNED, today=TODAY,
        guild_id=given_words.pop("guild_id", None), **given_words,
    )  # fmt: skip


def carried_out(db: sqlite3.Connection, draft: Draft) -> None:
    """What the store says to it, as the catalogue's own."""
    with database.transaction(db, "BEGIN IMMEDIATE"):
        store_changes.carry_out(db, draft.changes, by=EDNA.author, at=NOON, why=draft.title, guild_id=None)


# ---- Sources --------------------------------------------------------------------------------------------------------------


def test_an_address_with_its_date_becomes_a_source_that_nobody_has_graded(db: sqlite3.Connection) -> None:
    found = suggestions.given_source(db, f"{PRESS} 24 Feb 2023", TODAY)
    assert found.change == Change("sources", None, found.source)
    assert (found.source.url, found.source.publisher, found.source.grade) == (PRESS, "click2houston.com", Grade.E)
    assert found.source.published == "2023-02-24"


@pytest.mark.parametrize(
    "typed",
    [
        "https://example.org/1",
        "see https://www.example.org/1/.",
        "<http://example.org/1>",
        "example.org/1",
        "EXAMPLE.org/1, 1 March 2022",
    ],
)
def test_a_page_that_is_recorded_is_not_recorded_twice(db: sqlite3.Connection, typed: str) -> None:
    found = suggestions.given_source(db, typed, TODAY)
    assert (found.source.source_id, found.change) == (1, None)


def test_a_new_page_of_a_known_site_has_its_publisher_and_grade_but_never_grade_a(db: sqlite3.Connection) -> None:
    known = [("B", "11"), ("A", "12"), ("A", "13")]
    for grade, number in known:
        row = source(int(number), grade, "City of Houston", url=f"https://www.houstontx.gov/{number}")
        done(db, entries.put, "sources", row)
    found = suggestions.given_source(db, "https://houstontx.gov/new", TODAY).source
    assert (found.publisher, found.grade) == ("City of Houston", Grade.B)
    done(db, entries.put, "sources", source(14, "A", "County of Harris", url="https://harris.example.com/14"))
    assert suggestions.given_source(db, "https://harris.example.com/15", TODAY).source.grade is Grade.E


def test_a_site_on_which_anybody_publishes_lends_nobody_its_grade(db: sqlite3.Connection) -> None:
    done(db, entries.put, "sources", source(11, "C", "Cincinnati-Kharkiv", url="https://sites.google.com/view/ckscp"))
    found = suggestions.given_source(db, "https://sites.google.com/view/somebody", TODAY).source
    assert (found.publisher, found.grade) == ("sites.google.com", Grade.E)


def test_a_printed_work_is_a_citation(db: sqlite3.Connection) -> None:
    words = "Houston Chronicle, City ends its ties with Tyumen, 24 February 2023"
    found = suggestions.given_source(db, words, TODAY).source
    assert (found.citation, found.url, found.publisher, found.published) == (words, "", "Houston Chronicle", "2023-02-24")


@pytest.mark.parametrize(
    "typed", ["", "trust me", "Trust me bro!", "I know it", "I just know", "just google it", "12345 678910", "newspaper", "x y"]
)
def test_what_nobody_can_look_up_is_no_source(db: sqlite3.Connection, typed: str) -> None:
    with pytest.raises(SuggestionUnclear, match="Give the address"):
        suggestions.given_source(db, typed, TODAY)


# ---- Pairings and what happened to them -----------------------------------------------------------------------------------


def test_a_pairing_of_two_places_that_the_catalogue_lacks_brings_them_with_it(db: sqlite3.Connection) -> None:
    draft = suggested_pairing(db)
    assert (draft.kind, draft.title) == (ProposalKind.PAIRING, "pairing of Houston and Tyumen")
    assert [change.table_name for change in draft.changes] == ["cities", "cities", "sources", "pairings", "events", "claims"]
    (made,), (claim,) = rows(draft, Pairing), rows(draft, Claim)
    assert (made.city_a, made.city_b) == (TYUMEN.city_id, HOUSTON.city_id)
    assert (claim.date, claim.decided_by) == ("2023-02-24", "the mayor")
    assert {change.guild_id for change in draft.changes} == {None}
    carried_out(db, draft)


def test_a_pairing_that_is_recorded_becomes_an_event_of_it(db: sqlite3.Connection) -> None:
    draft = suggested_pairing(db, place(db, MOSCOW), place(db, CHICAGO), source="https://example.org/1")
    assert (draft.kind, draft.title) == (ProposalKind.STATUS, "status of Chicago and Moscow")
    assert [change.table_name for change in draft.changes] == ["events", "claims"]
    assert rows(draft, Event)[0].pairing_id == 1
    carried_out(db, draft)


def test_a_servers_own_pairing_is_recorded_for_that_server_only(db: sqlite3.Connection) -> None:
    for change in new_tie(60, HAMBURG, MOSCOW, OURS):
        done(db, entries.put, change.table_name, change.entry, OURS)
    hamburg, moscow = place(db, HAMBURG), place(db, MOSCOW)
    ours = suggested_pairing(db, hamburg, moscow, guild_id=OURS)
    assert ours.kind is ProposalKind.STATUS
    assert {change.guild_id for change in ours.changes if change.table_name != "sources"} == {OURS}
    assert suggested_pairing(db, hamburg, moscow, guild_id=THEIRS).kind is ProposalKind.PAIRING


def test_a_change_of_status_names_who_decided_and_until_when(db: sqlite3.Connection) -> None:
    draft = suggestions.status(
        db, stored(db, "pairings", 1), EventKind.SUSPENDED, "24.02.2023", place(db, CHICAGO), "the mayor", "until hostilities end",
        PRESS, TODAY,
    )  # fmt: skip
    assert draft.title == "status of Chicago and Moscow"
    (event,), (claim,) = rows(draft, Event), rows(draft, Claim)
    assert (event.kind, event.by_city, claim.event_id) == (EventKind.SUSPENDED, CHICAGO, event.event_id)
    assert (claim.date, claim.condition) == ("2023-02-24", "until hostilities end")
    carried_out(db, draft)


def test_no_date_is_no_date_and_a_vague_one_is_asked_about(db: sqlite3.Connection) -> None:
    assert rows(suggested_pairing(db, date="unknown"), Claim)[0].date is None
    with pytest.raises(FieldUnclear) as refused:
        suggested_pairing(db, date="02/03/2022")
    assert "2 March 2022" in refused.value.errors["date"]


def test_a_city_is_not_paired_with_itself_and_only_a_party_acts(db: sqlite3.Connection) -> None:
    with pytest.raises(SuggestionUnclear, match="two different cities"):
        suggested_pairing(db, HOUSTON, HOUSTON)
    with pytest.raises(SuggestionUnclear, match="Kyiv is no party"):
        suggestions.status(db, stored(db, "pairings", 1), EventKind.ENDED, "2023", place(db, KYIV), "", "", PRESS, TODAY)


# ---- Initiatives, names ---------------------------------------------------------------------------------------------------


def suggested_aid(db: sqlite3.Connection, beneficiary: City | None, **how: Any) -> Draft:
    words: dict[str, Any] = {
        "country_code": "ua", "title": "Generators", "organiser": "Example  RELIEF", "organiser_city": HOUSTON, "sector": Sector.GOODS,
        "ask": Ask.MONEY, "link": "https://example.org/generators", "source": "https://example.org/news 3 Oct 2026",
    }  # fmt: skip
    return suggestions.initiative(db, beneficiary, **(words | how), today=TODAY)


def test_aid_that_asks_for_something_is_open_and_its_link_unverified(db: sqlite3.Connection) -> None:
    draft = suggested_aid(db, place(db, KYIV))
    (made,) = rows(draft, Initiative)
    assert draft.title == "aid for Kyiv, “Generators”"
    assert (made.state, made.last_seen, made.check_by) == (State.OPEN, "2026-10-03", None)
    assert (made.organisation_id, made.organiser_city, made.verification) == (1, "Houston", Verification.UNVERIFIED)
    carried_out(db, draft)


def test_aid_for_a_whole_country_that_asks_for_nothing(db: sqlite3.Connection) -> None:
    draft = suggested_aid(db, None, ask=Ask.NONE, source="https://example.org/news", organiser="Somebody Else")
    (made,) = rows(draft, Initiative)
    assert draft.title == "aid for Ukraine, “Generators”"
    assert (made.country_code, made.state, made.last_seen, made.organisation_id) == ("UA", State.UNKNOWN, None, None)


def test_a_link_that_is_none_and_a_title_that_is_missing_are_named(db: sqlite3.Connection) -> None:
    with pytest.raises(FieldUnclear) as refused:
        suggested_aid(db, None, title="", link="example")
    assert set(refused.value.errors) == {"title", "link"}
    assert "https" in refused.value.errors["link"]


def test_an_organisation_is_known_by_nearly_its_name_and_not_by_a_namesake_elsewhere(db: sqlite3.Connection) -> None:
    done(db, entries.put, "organisations", organisation(2, "Rotary Club of Kharkiv"))
    done(db, entries.put, "organisations", organisation(3, "Sonoma Sister Cities Association"))
    assert suggestions.organisation_named(db, "sonoma sister citys association") is not None
    assert suggestions.organisation_named(db, "Rotary Club of Kherson") is None
    assert suggestions.organisation_named(db, " ") is None


def test_a_former_name_has_its_end_and_who_decided(db: sqlite3.Connection) -> None:
    draft = suggestions.name(db, TYUMEN, "Chimgi-Tura", NameKind.FORMER, "tt", "1586", "the founders", PRESS, TODAY)
    assert draft.title == "name “Chimgi-Tura” of Tyumen"
    assert [change.table_name for change in draft.changes] == ["cities", "sources", "city_names"]
    assert isinstance(draft.changes[-1].after, CityName)
    carried_out(db, draft)


# ---- Corrections ----------------------------------------------------------------------------------------------------------


def corrected(db: sqlite3.Connection, table_name: str, key: int, field: str, value: str | City, said: str = PRESS) -> Draft:
    return suggestions.correction(db, stored(db, table_name, key), field, value, said, TODAY)


def test_a_correction_takes_a_field_by_its_words_and_a_date_in_words(db: sqlite3.Connection) -> None:
    draft = corrected(db, "initiatives", 2, "Last seen", "November 2026")
    after = draft.changes[-1].after
    assert draft.title == "last seen of Winter coats"
    assert isinstance(after, Initiative)
    assert after.last_seen == "2026-11"
    # How it stood is the newer source's word; the old one never said it.
    assert after.source_id == rows(draft, Source)[0].source_id
    carried_out(db, draft)


def test_a_slip_in_a_title_is_mended_without_another_source_for_the_rest(db: sqlite3.Connection) -> None:
    draft = corrected(db, "initiatives", 2, "title", "Winter coats for children")
    assert len(draft.changes) == 1
    assert draft.changes[0].fields == ["title"]


def test_words_of_a_list_are_taken_in_any_case(db: sqlite3.Connection) -> None:
    after = corrected(db, "initiatives", 2, "status", "Completed").changes[-1].after
    assert getattr(after, "state", None) is State.COMPLETED
    assert (
        getattr(corrected(db, "pairings", 1, "kind", "Partner cities").changes[0].after, "kind", None) is PairingKind.PARTNERSHIP
    )
    with pytest.raises(FieldUnclear) as refused:
        corrected(db, "initiatives", 2, "state", "sleeping")
    assert refused.value.errors["state"] == "“sleeping” is none of these. Write open, closed, completed or unknown."


def test_another_sources_word_stands_beside_the_first(db: sqlite3.Connection) -> None:
    draft = corrected(db, "claims", 1, "date", "1998")
    (claim,) = rows(draft, Claim)
    assert (claim.event_id, claim.date) == (1, "1998")
    assert claim.claim_id != 1
    carried_out(db, draft)
    assert stored(db, "claims", 1).entry == stored(db, "claims", 1).entry
    same = corrected(db, "claims", 1, "date", "1996", "https://example.org/1")
    assert same.changes[0].before is not None


def test_a_place_comes_with_its_name_and_its_country(db: sqlite3.Connection) -> None:
    draft = corrected(db, "initiatives", 2, "organiser city", HOUSTON)
    after = draft.changes[-1].after
    assert isinstance(after, Initiative)
    assert (after.organiser_city, after.organiser_city_id) == ("Houston", HOUSTON.city_id)
    carried_out(db, draft)
    helped = corrected(db, "initiatives", 2, "beneficiary", place(db, HAMBURG)).changes[-1].after
    assert isinstance(helped, Initiative)
    assert (helped.beneficiary_id, helped.country_code) == (HAMBURG, "DE")
    typed = corrected(db, "initiatives", 1, "organiser_city", "Altona").changes[-1].after
    assert isinstance(typed, Initiative)
    assert (typed.organiser_city, typed.organiser_city_id) == ("Altona", None)


def test_a_field_that_no_entry_has_is_left_to_the_reviewer_in_words(db: sqlite3.Connection) -> None:
    draft = corrected(db, "pairings", 1, "Mayor's name", " it was his deputy ")
    assert (draft.changes, draft.why) == ((), "Mayor's name: it was his deputy")


def test_an_organisation_that_is_named_by_a_word_is_for_the_reviewer_to_find(db: sqlite3.Connection) -> None:
    draft = corrected(db, "initiatives", 1, "organisation", "Example Relief")
    assert (draft.changes, draft.why) == ((), "organisation: Example Relief")


def test_whether_a_link_was_checked_is_never_typed(db: sqlite3.Connection) -> None:
    with pytest.raises(FieldUnclear, match="not typed"):
        corrected(db, "initiatives", 2, "verification", "verified")
    after = corrected(db, "initiatives", 2, "link", "https://example.org/other").changes[-1].after
    assert isinstance(after, Initiative)
    assert after.verification is Verification.UNVERIFIED


def test_every_suggestion_goes_the_whole_way(db: sqlite3.Connection) -> None:
    """With a source that nobody has graded it is looked at, and not stopped."""
    drafts = [
        suggested_pairing(db),
        suggested_pairing(db, place(db, CHICAGO), place(db, MOSCOW)),
        suggested_aid(db, place(db, KYIV), organiser_city=None),
        corrected(db, "initiatives", 2, "last seen", "November 2026"),
        corrected(db, "claims", 1, "date", "1998"),
        suggestions.name(db, place(db, KYIV), "Kyjiv", NameKind.TRANSLITERATION, "cs", "", "", PRESS, TODAY),
    ]
    for member, draft in enumerate(drafts, 600):
        approved(db, sent(db, person(member, "A member"), *draft.changes, kind=draft.kind), EDNA)
    (aid,) = rows(drafts[2], Initiative)
    shown = stored(db, "initiatives", aid.initiative_id).entry
    assert isinstance(shown, Initiative)
    assert shown.verification is Verification.VERIFIED


def test_a_suggestion_can_become_the_servers_own(db: sqlite3.Connection) -> None:
    draft = suggested_pairing(db)
    approved(db, sent(db, PETE, *draft.changes, kind=draft.kind, to=OURS), MARA)
    owners = {change.table_name: stored(db, change.table_name, *change.key).guild_id for change in draft.changes}
    assert owners == {"cities": None, "sources": None, "pairings": OURS, "events": OURS, "claims": OURS}


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_whatever_is_suggested_is_a_draft_or_a_refusal_in_words(db: sqlite3.Connection, one: str, two: str, three: str) -> None:
    for build in (
        lambda: suggestions.given_source(db, one, TODAY),
        lambda: suggested_pairing(db, date=one, decided_by=two, source=f"https://example.org/{three}"),
        lambda: suggested_aid(db, None, title=one, organiser=two, link=three),
        lambda: corrected(db, "initiatives", 1, one, two, three),
        lambda: corrected(db, "initiatives", 1, "organiser_city_id", two),
        lambda: suggestions.name(db, TYUMEN, one, NameKind.NATIVE, two, three, two, PRESS, TODAY),
    ):
        with contextlib.suppress(FieldUnclear, SuggestionUnclear):
            build()
