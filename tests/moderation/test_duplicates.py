"""Whoever reviews is told what is recorded already, and what waits already and says the same."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from bot.domain.changes import Change, ProposalKind
from bot.domain.entry import Entry
from bot.domain.trust import Finding, Weight
from bot.moderation import duplicates
from bot.store import entries
from tests.factories import (
    CHICAGO,
    HAMBURG,
    KYIV,
    LOS_ANGELES,
    MOSCOW,
    SAINT_PETERSBURG,
    added,
    city_name,
    claim,
    edited,
    event,
    initiative,
    new_tie,
    organisation,
    pairing,
)  # fmt: skip
from tests.moderation.desk import EDNA, MARA, OURS, PETE, THEA, THEIRS, approved, done, sent

FINE = [Finding(Weight.FINE, "nothing recorded or pending says the same")]


def noticed(db: sqlite3.Connection, *changes: Change, guild_id: int | None = None, but: int = 0) -> list[Finding]:
    return duplicates.standing_or_pending(db, changes, guild_id, but=but)


def words(found: list[Finding]) -> list[str]:
    return [f"{finding.weight}: {finding.words}" for finding in found]


def test_a_new_pairing_of_two_cities_is_fine(db: sqlite3.Connection) -> None:
    assert noticed(db, *new_tie(60, HAMBURG, MOSCOW)) == FINE


def test_a_pairing_that_is_recorded_is_a_stop(db: sqlite3.Connection) -> None:
    (found,) = noticed(db, added(pairing(60, MOSCOW, CHICAGO)))
    assert found.weight is Weight.STOP
    assert found.words.startswith("recorded already: ")
    assert {"Chicago", "Moscow"} <= set(found.words.replace(",", "").split())


def test_a_server_may_record_what_the_catalogue_has_but_should_know(db: sqlite3.Connection) -> None:
    (found,) = noticed(db, added(pairing(60, CHICAGO, MOSCOW), OURS), guild_id=OURS)
    assert found.weight is Weight.LOOK


def test_a_pairing_that_waits_is_named_in_either_direction(db: sqlite3.Connection) -> None:
    asked = sent(db, PETE, *new_tie(60, HAMBURG, MOSCOW))
    assert words(noticed(db, *new_tie(61, MOSCOW, HAMBURG))) == [f"Look: proposal {asked.proposal_id} says the same"]
    assert noticed(db, *asked.changes, but=asked.proposal_id) == FINE
    approved(db, asked, EDNA)
    assert noticed(db, *new_tie(61, MOSCOW, HAMBURG))[0].weight is Weight.STOP


def test_what_another_server_records_or_proposes_stays_unseen(db: sqlite3.Connection) -> None:
    for change in new_tie(60, HAMBURG, MOSCOW, THEIRS):
        done(db, entries.put, change.table_name, change.entry, THEIRS)
    sent(db, THEA, *new_tie(61, HAMBURG, LOS_ANGELES), to=THEIRS)
    for tie in (new_tie(62, HAMBURG, MOSCOW, OURS), new_tie(63, HAMBURG, LOS_ANGELES, OURS)):
        assert noticed(db, *tie, guild_id=OURS) == FINE
    sent(db, MARA, *new_tie(64, HAMBURG, LOS_ANGELES), to=OURS)
    assert noticed(db, *new_tie(65, HAMBURG, LOS_ANGELES, OURS), guild_id=OURS) != FINE


@pytest.mark.parametrize(
    ("kind", "date", "known"),
    [
        ("suspended", "2022", True),
        ("suspended", "2022-02-28", True),
        ("suspended", None, True),
        ("suspended", "2023-01", False),
        ("ended", "2022-02-28", False),
    ],
)
def test_an_event_is_known_by_its_kind_and_a_date_that_agrees(
    db: sqlite3.Connection, kind: str, date: str | None, known: bool
) -> None:
    found = noticed(db, added(event(60, kind, 1, by_city=CHICAGO)), added(claim(60, 60, date)))
    assert (found != FINE) is known
    if known:
        assert found[0].words.startswith("recorded already: suspended 28 Feb 2022, ")


def test_the_other_sides_act_is_another_event(db: sqlite3.Connection) -> None:
    assert noticed(db, added(event(60, "suspended", 1, by_city=MOSCOW)), added(claim(60, 60, "2022"))) == FINE


def test_an_event_that_waits_is_named(db: sqlite3.Connection) -> None:
    asked = sent(db, PETE, added(event(60, "ended", 1)), added(claim(60, 60, "2026-11")), kind=ProposalKind.STATUS)
    again = (added(event(61, "ended", 1)), added(claim(61, 61, "2026-11-20")))
    assert words(noticed(db, *again)) == [f"Look: proposal {asked.proposal_id} says the same"]


@pytest.mark.parametrize(
    ("fields", "known"),
    [
        ({"title": "Winter coat"}, True),
        ({"title": "COATS, winter"}, True),
        ({"title": "Something else", "link": "https://example.org/coats"}, True),
        ({"title": "Winter coats", "beneficiary_id": HAMBURG, "country_code": "DE"}, False),
        ({"title": "Summer camps"}, False),
    ],
)
def test_aid_is_known_by_its_place_and_title_or_by_its_link(db: sqlite3.Connection, fields: dict[str, Any], known: bool) -> None:
    found = noticed(db, added(initiative(60, **fields)))
    assert words(found) == (["Look: recorded already: Winter coats"] if known else words(FINE))


def test_a_name_that_the_city_has_is_known_in_any_case(db: sqlite3.Connection) -> None:
    assert noticed(db, added(city_name(KYIV, "Kiev", "old_spelling", language="en")))[0].weight is Weight.STOP
    assert noticed(db, added(city_name(KYIV, "KIEV", "exonym")))[0].weight is Weight.LOOK
    assert "present name" in noticed(db, added(city_name(KYIV, "kyiv", "native")))[0].words
    assert noticed(db, added(city_name(SAINT_PETERSBURG, "Petrograd"))) == FINE


@pytest.mark.parametrize(
    ("fields", "known"),
    [
        ({"name": "example  relief"}, True),
        ({"name": "Another", "domain": "https://www.example.org/"}, True),
        ({"name": "Another", "domain": "example.org/view/another"}, False),
        ({"name": "Another"}, False),
    ],
)
def test_an_organisation_is_known_by_its_domain_or_its_name(db: sqlite3.Connection, fields: dict[str, str], known: bool) -> None:
    found = noticed(db, added(organisation(60, **fields)))
    assert words(found) == (["Look: recorded already: Example Relief"] if known else words(FINE))


def test_two_who_would_change_one_entry_hear_of_each_other(db: sqlite3.Connection) -> None:
    coats = row(db, "initiatives", 2)
    asked = sent(db, PETE, edited(coats, note="By lorry."))
    assert words(noticed(db, edited(coats, note="By train."))) == [
        f"Look: proposal {asked.proposal_id} would change the same entry"
    ]
    assert words(noticed(db, edited(coats, note="By lorry."))) == [f"Look: proposal {asked.proposal_id} says the same"]


def test_an_edit_of_a_note_makes_no_other_entry_of_it(db: sqlite3.Connection) -> None:
    assert noticed(db, edited(row(db, "pairings", 1), note="A note.")) == FINE
    assert noticed(db, edited(row(db, "initiatives", 1), title="Winter coats")) != FINE


def test_aid_that_is_taken_out_to_stand_elsewhere_is_not_its_own_double(db: sqlite3.Connection) -> None:
    old = row(db, "initiatives", 2)
    moved = added(old.model_copy(update={"initiative_id": 60}))
    assert noticed(db, moved) != FINE
    assert noticed(db, moved, Change("initiatives", old, None)) == FINE


def row(db: sqlite3.Connection, table_name: str, *key: str | int) -> Entry:
    stored = entries.find(db, table_name, key)
    assert stored is not None
    return stored.entry


def test_of_an_import_only_what_says_the_very_same_is_pointed_out(db: sqlite3.Connection) -> None:
    said: dict[str, Any] = {"beneficiary_id": HAMBURG, "country_code": "DE"}
    sent(db, PETE, added(initiative(60, title="Winter coats for all", **said)))
    many = [added(initiative(1000 + number, title=f"Help number {number}", **said)) for number in range(duplicates.MANY)]
    found = noticed(
        db,
        *many,
        added(initiative(61, title="winter coats for ALL", **said)),
        added(initiative(62, title="Winter coat for all", **said)),
    )
    assert words(found) == ["Look: proposal 1 says the same"]


def test_thousands_of_rows_are_compared_to_thousands_that_wait(db: sqlite3.Connection) -> None:
    said: dict[str, Any] = {"beneficiary_id": HAMBURG, "country_code": "DE"}
    rows = [
        [added(initiative(first + number, title=f"Help {first + number}", **said)) for number in range(3000)]
        for first in (10_000, 20_000)
    ]
    sent(db, EDNA, *rows[0], kind=ProposalKind.IMPORT)
    assert noticed(db, *rows[1]) == FINE
