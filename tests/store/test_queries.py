"""Every question that is put to the store, against the small catalogue."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator

import pytest

from bot.catalogue.check import read_package
from bot.domain.pairings import Status
from bot.domain.places import Control
from bot.domain.records import RecordedInitiative
from bot.domain.tables import TABLES
from bot.settings import shipped_data_dir
from bot.store import database, initiatives, kept, loading, overview, pairings, places
from tests.factories import (
    CHICAGO,
    HAMBURG,
    KYIV,
    LOS_ANGELES,
    MARIUPOL,
    MOSCOW,
    SAINT_PETERSBURG,
    SAN_JOSE,
    TODAY,
    YEKATERINBURG,
)

OURS, THEIRS = 100, 200
"""Two servers."""


@pytest.fixture
def theirs(db: sqlite3.Connection) -> sqlite3.Connection:
    """A store in which a server has a pairing and an initiative of its own."""
    db.execute(
        "INSERT INTO pairing VALUES (1000, :one, :other, 'friendship', '', :guild)",
        {"one": MOSCOW, "other": LOS_ANGELES, "guild": THEIRS},
    )
    db.execute("INSERT INTO event (event_id, pairing_id, kind) VALUES (1000, 1000, 'signed')")
    db.execute("INSERT INTO claim (claim_id, event_id, source_id, date, date_is) VALUES (1000, 1000, 1, '2025', 'reported')")
    db.execute(
        """INSERT INTO initiative (initiative_id, beneficiary_id, country_code, title, sector, purpose, state, organiser,
           organiser_city_id, verification, source_id, guild_id)
           VALUES (1000, :kyiv, 'UA', 'Their own', 'goods', 'civilian', 'open', 'Theirs', :city, 'unverified', 1, :guild)""",
        {"kyiv": KYIV, "city": LOS_ANGELES, "guild": THEIRS},
    )
    return db  # fmt: skip


def ids(found: list[RecordedInitiative]) -> list[int]:
    return [one.initiative.initiative_id for one in found]


def test_a_city_has_its_pairings_with_both_cities_events_claims_and_sources(db: sqlite3.Connection) -> None:
    moscow, kyiv = pairings.of_city(db, CHICAGO)

    assert (moscow.other_than(CHICAGO).name, kyiv.other_than(CHICAGO).name) == ("Moscow", "Kyiv")
    assert [event.kind for event in moscow.events] == ["signed", "suspended"]
    decision = moscow.events[1]
    assert [(said.claim.date, said.source.publisher if said.source else "") for said in decision.claims] == [
        ("2022-02-28", "Block Club Chicago"),
        ("2022-03-01", "Block Club Chicago"),
    ]
    assert moscow.standing(TODAY).status is Status.SUSPENDED


def test_a_claim_without_a_source_is_read_without_one(db: sqlite3.Connection) -> None:
    disputed = pairings.of_pair(db, LOS_ANGELES, SAINT_PETERSBURG)

    assert disputed is not None
    assert disputed.events[0].dates == ("1984", "1989", "1990-08-13")
    assert [said.source is None for said in disputed.events[0].claims] == [False, False, True]


def test_a_pair_is_found_in_either_order(db: sqlite3.Connection) -> None:
    assert pairings.of_pair(db, MOSCOW, CHICAGO) == pairings.of_pair(db, CHICAGO, MOSCOW)
    assert pairings.exists(db, MOSCOW, CHICAGO)
    assert pairings.exists(db, CHICAGO, MOSCOW)


def test_two_cities_without_a_tie_have_none(db: sqlite3.Connection) -> None:
    assert pairings.of_pair(db, CHICAGO, YEKATERINBURG) is None
    assert not pairings.exists(db, CHICAGO, YEKATERINBURG)
    assert pairings.of_city(db, MARIUPOL) == []


def test_two_countries_have_the_pairings_between_them_in_either_order(db: sqlite3.Connection) -> None:
    found = pairings.between(db, "US", "RU")

    assert [one.pairing.pairing_id for one in found] == [1, 3, 4]
    assert pairings.between(db, "RU", "US") == found
    assert all(one.events for one in found)


def test_a_country_has_every_pairing_with_one_of_its_cities_once(db: sqlite3.Connection) -> None:
    assert [one.pairing.pairing_id for one in pairings.of_country(db, "UA")] == [2, 5, 6]
    assert [one.pairing.pairing_id for one in pairings.of_country(db, "US")] == [1, 2, 3, 4, 5]
    assert pairings.of_country(db, "FR") == []


def test_pairings_are_found_by_their_numbers(db: sqlite3.Connection) -> None:
    found = pairings.with_ids(db, [5, 1, 5, 99])

    assert {number: one.pairing.pairing_id for number, one in found.items()} == {1: 1, 5: 5}
    assert all(one.events for one in found.values())
    assert pairings.with_ids(db, []) == {}


def test_a_server_s_own_pairing_is_seen_there_and_nowhere_else(theirs: sqlite3.Connection) -> None:
    for guild, seen in ((THEIRS, True), (OURS, False), (None, False)):
        assert pairings.exists(theirs, MOSCOW, LOS_ANGELES, guild) is seen
        assert (pairings.of_pair(theirs, MOSCOW, LOS_ANGELES, guild) is not None) is seen
        assert (1000 in pairings.with_ids(theirs, [1000], guild)) is seen
        for found in (
            pairings.of_city(theirs, LOS_ANGELES, guild),
            pairings.between(theirs, "US", "RU", guild),
            pairings.of_country(theirs, "RU", guild),
        ):
            assert (1000 in [one.pairing.pairing_id for one in found]) is seen
        assert overview.of_catalogue(theirs, guild).pairings == 6 + seen


def test_a_server_s_own_initiative_is_seen_there_and_nowhere_else(theirs: sqlite3.Connection) -> None:
    for guild, seen in ((THEIRS, True), (OURS, False), (None, False)):
        for found in (
            initiatives.for_city(theirs, KYIV, guild),
            initiatives.by_city(theirs, LOS_ANGELES, guild),
            initiatives.between(theirs, KYIV, LOS_ANGELES, guild),
        ):
            assert (1000 in ids(found)) is seen
        assert (initiatives.one(theirs, 1000, guild) is not None) is seen
        assert initiatives.any_for(theirs, LOS_ANGELES, guild) is seen
        assert overview.of_catalogue(theirs, guild).initiatives == 6 + seen


def test_only_the_named_partners_count_as_partners(db: sqlite3.Connection) -> None:
    assert ids(initiatives.by_partners(db, MARIUPOL, {HAMBURG})) == [1]
    assert ids(initiatives.by_partners(db, MARIUPOL, {SAN_JOSE})) == []
    assert ids(initiatives.by_partners(db, MARIUPOL, set())) == []


def test_what_is_done_for_a_city_and_by_it_and_by_its_partners(db: sqlite3.Connection) -> None:
    assert ids(initiatives.for_city(db, KYIV)) == [1, 2, 3]
    assert ids(initiatives.by_city(db, KYIV)) == [6]
    assert ids(initiatives.for_country(db, "UA")) == [5]
    assert ids(initiatives.for_country(db, "DE")) == []
    assert ids(initiatives.between(db, HAMBURG, KYIV)) == ids(initiatives.between(db, KYIV, HAMBURG)) == [1, 6]
    partners = {tie.other_than(KYIV).city_id for tie in pairings.of_city(db, KYIV)}
    assert ids(initiatives.by_partners(db, KYIV, partners)) == [4]
    assert [initiatives.any_for(db, place) for place in (KYIV, HAMBURG, SAN_JOSE)] == [True, True, False]


def test_an_initiative_comes_with_the_places_and_the_organisation_that_it_names(db: sqlite3.Connection) -> None:
    coats = initiatives.one(db, 2)
    schools = initiatives.one(db, 5)

    assert coats is not None
    assert schools is not None
    assert coats.beneficiary is not None
    assert coats.organiser_city is not None
    assert coats.organisation is not None
    assert (coats.beneficiary.name, coats.organiser_city.name, coats.organisation.name) == ("Kyiv", "Chicago", "Example Relief")
    assert coats.source.publisher == "Sister Cities International"
    assert schools.beneficiary is None
    assert initiatives.one(db, 99) is None


def test_counts_of_others_are_found_for_two_countries_in_either_order(db: sqlite3.Connection) -> None:
    ((count, source),) = initiatives.counts(db, "US", "RU")

    assert (count.count, count.as_of, source.publisher) == (50, "2022-04-22", "CPD Blog")
    assert initiatives.counts(db, "RU", "US") == [(count, source)]
    assert initiatives.counts(db, "US", None) == []


def test_places_are_found_with_their_names_and_who_holds_them(db: sqlite3.Connection) -> None:
    kyiv = places.city(db, KYIV)
    held = places.held(db, MARIUPOL)

    assert kyiv is not None
    assert held is not None
    assert (kyiv.name, places.countries(db).of(kyiv)) == ("Kyiv", "Ukraine")
    assert [name.name for name in places.names_of(db, KYIV)] == ["Kiev"]
    assert {name.name for name in places.names(db)} == {"Kiev", "Leningrad"}
    assert (held.control, held.as_of, held.occupied) == (Control.OCCUPIED, "2026-08-22", True)
    assert places.held(db, KYIV) is None
    assert places.city(db, 1) is None
    assert len(places.cities(db)) == 9
    assert places.pairings_per_city(db) == {
        CHICAGO: 2, MOSCOW: 1, LOS_ANGELES: 2, KYIV: 3, SAINT_PETERSBURG: 1, SAN_JOSE: 1, YEKATERINBURG: 1, HAMBURG: 1,
    }  # fmt: skip


def test_the_catalogue_is_counted(db: sqlite3.Connection) -> None:
    seen = overview.of_catalogue(db)

    assert (seen.pairings, seen.cities, seen.countries, seen.initiatives, seen.sources) == (6, 8, 4, 6, 7)
    assert (seen.newest, seen.listed_only) == ("2024-04-22", 0)


def test_an_uncertain_year_is_not_newer_than_a_day_in_it(db: sqlite3.Connection) -> None:
    db.execute("UPDATE claim SET date = '2024~' WHERE claim_id = 13")

    assert overview.of_catalogue(db).newest == "2024-04-22"


def test_the_organisations_behind_a_citys_aid_are_at_home_somewhere(db: sqlite3.Connection) -> None:
    assert [city.name for city in initiatives.homes(db, KYIV).values()] == ["Chicago"]
    assert initiatives.homes(db, HAMBURG) == {}


def test_a_small_value_is_kept_until_it_is_put_anew(db: sqlite3.Connection) -> None:
    kept.put(db, "colour", "blue")
    kept.put(db, "colour", 'it\'s "red"; DROP TABLE kept')

    assert kept.get(db, "colour") == 'it\'s "red"; DROP TABLE kept'
    assert kept.get(db, "shape") is None


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A store of the catalogue that ships: in a small one SQLite rightly looks through whole tables."""
    package = read_package(shipped_data_dir())
    path = tmp_path_factory.mktemp("shipped") / "twinbot.sqlite"
    loading.build(path, [(table.model, package.tables[table.name]) for table in TABLES], {})
    with contextlib.closing(database.connect(path, read_only=True)) as connection:
        yield connection


@pytest.mark.parametrize(
    "question",
    [
        lambda db: pairings.of_city(db, KYIV, OURS),
        lambda db: pairings.of_pair(db, KYIV, HAMBURG, OURS),
        lambda db: pairings.exists(db, KYIV, HAMBURG, OURS),
        lambda db: pairings.between(db, "US", "RU", OURS),
        lambda db: pairings.of_country(db, "UA", OURS),
        lambda db: initiatives.for_city(db, KYIV, OURS),
        lambda db: initiatives.for_country(db, "UA", OURS),
        lambda db: initiatives.by_city(db, KYIV, OURS),
        lambda db: initiatives.by_partners(db, KYIV, {HAMBURG}, OURS),
        lambda db: initiatives.between(db, KYIV, HAMBURG, OURS),
        lambda db: initiatives.homes(db, KYIV),
        lambda db: initiatives.one(db, 1, OURS),
        lambda db: initiatives.any_for(db, KYIV, OURS),
        lambda db: initiatives.counts(db, "US", "RU"),
        lambda db: places.city(db, KYIV),
        lambda db: places.names_of(db, KYIV),
        lambda db: places.held(db, KYIV),
        lambda db: kept.get(db, "name"),
    ],
)
def test_no_question_looks_through_a_whole_table(
    shipped: sqlite3.Connection, question: Callable[[sqlite3.Connection], object]
) -> None:
    asked: list[str] = []
    shipped.set_trace_callback(asked.append)
    question(shipped)
    shipped.set_trace_callback(None)

    plans = [step["detail"] for statement in asked for step in shipped.execute(f"EXPLAIN QUERY PLAN {statement}")]
    assert any("SEARCH" in step for step in plans)
    assert [step for step in plans if "SCAN" in step or "AUTOMATIC" in step] == []
