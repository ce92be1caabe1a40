"""Two entries that are one: nothing is lost, nobody's rows change hands, and it can be taken back."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from bot.domain.changes import Change, ProposalKind
from bot.domain.places import NameKind
from bot.errors import CannotMerge
from bot.moderation import merging
from bot.store import changes as store_changes
from bot.store import entries, kept
from tests.factories import (
    CHICAGO,
    HAMBURG,
    KYIV,
    LOS_ANGELES,
    MOSCOW,
    SAN_JOSE,
    added,
    city,
    city_name,
    claim,
    edited,
    event,
    initiative,
    new_tie,
    occupation,
    organisation,
    pairing,
)  # fmt: skip
from tests.moderation.desk import EDDY, EDNA, MARA, OURS, THEA, THEIRS, approved, as_it_was, row, sent
from tests.moderation.desk import kept as kept_by
from tests.store.keeping import carry_out, dangling, dump

TWIN = 2_000_000_700
"""A duplicate of Kyiv that somebody listed by hand."""
BY_HAND: dict[str, Any] = {"geonames_id": None, "note": "GeoNames does not have it."}


@pytest.fixture
def twin(db: sqlite3.Connection) -> sqlite3.Connection:
    """A store in which Kyiv stands a second time, named in every way in which a city can be named."""
    carry_out(
        db, added(city(TWIN, "Kiew", latitude=50.0, longitude=30.0, population=3, **BY_HAND)),
        added(city_name(TWIN, "Kijów", "exonym", language="pl")),
        added(city_name(TWIN, "Kiev", "old_spelling", language="en", decided_by="the UN", source_id=1)),
        added(occupation(TWIN, "not_occupied", source_id=6)),
        *new_tie(70, TWIN, SAN_JOSE), *new_tie(71, TWIN, CHICAGO),
        added(event(72, "statement", None, city_id=TWIN, other_city_id=KYIV)), added(claim(72, 72, "2026")),
        added(event(73, "visit", None, city_id=HAMBURG, other_city_id=TWIN, by_city=TWIN)), added(claim(73, 73, "2026")),
        added(organisation(9, "Kyiv Aid", home_city_id=TWIN)),
        added(initiative(80, TWIN)), added(initiative(81, HAMBURG, organiser_city_id=TWIN)),
    )  # fmt: skip
    carry_out(db, edited(event(70, "signed", 70), by_city=TWIN))
    kept_by(db, MARA, *new_tie(75, TWIN, CHICAGO), added(initiative(85, TWIN)))
    kept_by(db, THEA, *new_tie(76, TWIN, CHICAGO), *new_tie(77, KYIV, CHICAGO), added(initiative(86, TWIN)))
    return db


def merge(db: sqlite3.Connection, gone: int = TWIN, kept: int = KYIV) -> list[Change]:
    changes = merging.cities(db, gone, kept)
    carry_out(db, *changes)
    return changes


def owner(db: sqlite3.Connection, table_name: str, key: int) -> int | None:
    stored = entries.find(db, table_name, (key,))
    assert stored is not None
    return stored.guild_id


def test_nothing_names_the_city_that_is_gone_and_all_of_it_names_the_other(twin: sqlite3.Connection) -> None:
    merge(twin)
    assert row(twin, "cities", TWIN) is None
    assert entries.hanging_on(twin, "cities", (TWIN,)) == []
    assert dangling(twin) == []
    assert (row(twin, "pairings", 70).city_a, row(twin, "pairings", 70).city_b) == (KYIV, SAN_JOSE)
    assert row(twin, "events", 70).by_city == KYIV
    assert (row(twin, "events", 73).other_city_id, row(twin, "events", 73).by_city) == (KYIV, KYIV)
    assert row(twin, "organisations", 9).home_city_id == KYIV
    assert (row(twin, "initiatives", 80).beneficiary_id, row(twin, "initiatives", 81).organiser_city_id) == (KYIV, KYIV)
    assert row(twin, "occupied", KYIV, "not_occupied", "2026-08-22", 6) is not None


def test_what_happened_between_the_two_is_about_one_city(twin: sqlite3.Connection) -> None:
    merge(twin)
    assert (row(twin, "events", 72).city_id, row(twin, "events", 72).other_city_id) == (KYIV, None)


def test_a_tie_that_both_have_becomes_one_with_all_that_was_told(twin: sqlite3.Connection) -> None:
    merge(twin)
    assert row(twin, "pairings", 71) is None
    told = {stored.key[0] for stored in entries.hanging_on(twin, "pairings", (5,))}
    assert told == {6, 7, 71}
    assert row(twin, "claims", 71).event_id == 71


def test_every_server_keeps_its_own(twin: sqlite3.Connection) -> None:
    merge(twin)
    assert (row(twin, "pairings", 75).city_b, owner(twin, "pairings", 75)) == (CHICAGO, OURS)
    assert row(twin, "pairings", 76) is None
    assert (row(twin, "events", 76).pairing_id, owner(twin, "events", 76)) == (77, THEIRS)
    assert [owner(twin, "initiatives", number) for number in (80, 85, 86)] == [None, OURS, THEIRS]
    assert [row(twin, "initiatives", number).beneficiary_id for number in (80, 85, 86)] == [KYIV] * 3


def test_no_row_is_changed_twice_and_each_from_how_it_stands(twin: sqlite3.Connection) -> None:
    changes = merging.cities(twin, TWIN, KYIV)
    assert len({(change.table_name, change.key) for change in changes}) == len(changes)
    for change in changes:
        stored = entries.find(twin, change.table_name, change.key)
        assert (stored.entry if stored else None) == change.before
        assert stored is None or stored.guild_id == change.guild_id


def test_a_merge_is_taken_back_exactly(twin: sqlite3.Connection) -> None:
    before = dump(twin)
    changes = merge(twin)
    assert dump(twin) != before
    carry_out(twin, *as_it_was(changes))
    assert dump(twin) == before


def test_it_goes_the_way_of_a_proposal(twin: sqlite3.Connection) -> None:
    asked = sent(twin, EDNA, *merging.cities(twin, TWIN, KYIV), kind=ProposalKind.MERGE)
    assert asked.guild_id is None
    revision = approved(twin, asked, EDDY).revision
    assert revision.guild_id is None
    assert {change.guild_id for change in revision.changes} == {None, OURS, THEIRS}
    assert row(twin, "cities", TWIN) is None


def test_names_move_and_one_that_both_have_is_kept_once_with_what_either_says(twin: sqlite3.Connection) -> None:
    merge(twin)
    kept_name = row(twin, "city_names", KYIV, "Kiev", "old_spelling", "en")
    assert (kept_name.decided_by, kept_name.source_id) == ("the UN", 1)
    assert row(twin, "city_names", KYIV, "Kijów", "exonym", "pl") is not None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Kiew", NameKind.TRANSLITERATION),
        ("Kyiv urban hromada", NameKind.OFFICIAL),
        ("Sheptytskyi", NameKind.FORMER),
    ],
)
def test_the_kept_city_is_found_by_the_others_name(db: sqlite3.Connection, name: str, kind: NameKind) -> None:
    carry_out(db, added(city(TWIN, name, **BY_HAND)))
    merge(db)
    assert row(db, "city_names", KYIV, name, kind, "") is not None


def test_a_fuller_name_has_its_short_form(db: sqlite3.Connection) -> None:
    carry_out(
        db, added(city(TWIN, "Saint Petersburg on the Neva", "RU", **BY_HAND)), added(city(TWIN + 1, "Neva", "RU", **BY_HAND))
    )
    merge(db, TWIN + 1, TWIN)
    assert row(db, "city_names", TWIN, "Neva", "short", "") is not None


@pytest.mark.parametrize("name", ["Kyiv", "Kiev"])
def test_a_name_that_the_kept_city_has_is_not_given_twice(db: sqlite3.Connection, name: str) -> None:
    carry_out(db, added(city(TWIN, name, **BY_HAND)))
    before = len(db.execute("SELECT * FROM city_name").fetchall())
    merge(db)
    assert len(db.execute("SELECT * FROM city_name").fetchall()) == before


def test_what_the_kept_city_has_stays_and_what_it_lacks_is_filled(db: sqlite3.Connection) -> None:
    full = city(
        TWIN,
        "Mariupol",
        latitude=1.0,
        longitude=2.0,
        population=425681,
        region="Elsewhere",
        region_code="09",
        geonames_id=None,
        note="Why.",
    )
    carry_out(db, added(full))
    merge(db, TWIN, 701822)
    now = row(db, "cities", 701822)
    assert (now.latitude, now.longitude, now.population) == (47.1, 37.54, 425681)
    assert (now.region, now.region_code, now.geonames_id) == ("Donetsk Oblast", "", 701822)
    assert now.note == "Why."


def test_coordinates_are_filled_only_together(db: sqlite3.Connection) -> None:
    carry_out(
        db,
        added(city(TWIN, "One", latitude=1.0, longitude=2.0, **BY_HAND)),
        added(city(TWIN + 1, "Two", geonames_id=None, note="x")),
    )
    merge(db, TWIN, TWIN + 1)
    now = row(db, "cities", TWIN + 1)
    assert (now.latitude, now.longitude) == (1.0, 2.0)
    assert now.note == "x GeoNames does not have it."


def test_of_two_that_geonames_has_the_other_number_is_not_forgotten(db: sqlite3.Connection) -> None:
    carry_out(db, added(city(703449, "Misto Kyiv")))
    merge(db, 703449, KYIV)
    assert "703449" in row(db, "cities", KYIV).note
    assert row(db, "cities", KYIV).geonames_id == KYIV


def test_the_bot_looks_at_its_cities_anew(twin: sqlite3.Connection) -> None:
    before = kept.get(twin, store_changes.PLACES_CHANGED)
    merge(twin)
    assert kept.get(twin, store_changes.PLACES_CHANGED) != before


@pytest.mark.parametrize(
    ("gone", "stays", "words"),
    [
        (KYIV, KYIV, "named twice"),
        (999, KYIV, "There is no city 999"),
        (KYIV, 999, "There is no city 999"),
        (MOSCOW, KYIV, "two countries"),
        (LOS_ANGELES, KYIV, "two countries"),
        (KYIV, TWIN, "the other way round"),
    ],
)
def test_what_is_no_duplicate_is_not_merged(twin: sqlite3.Connection, gone: int, stays: int, words: str) -> None:
    with pytest.raises(CannotMerge, match=words):
        merging.cities(twin, gone, stays)


def test_two_that_are_paired_with_each_other_are_not_merged(db: sqlite3.Connection) -> None:
    carry_out(db, added(city(TWIN, "Kiew", **BY_HAND)), *new_tie(70, TWIN, KYIV))
    with pytest.raises(CannotMerge, match=r"Pairing 70 ties these two .* retire that pairing first"):
        merging.cities(db, TWIN, KYIV)


def test_notes_that_would_be_cut_stop_a_merge(db: sqlite3.Connection) -> None:
    carry_out(db, added(city(TWIN, "Kiew", geonames_id=None, note="a" * 1500)), edited(row(db, "cities", KYIV), note="b" * 1500))
    with pytest.raises(CannotMerge, match="Shorten one of them"):
        merging.cities(db, TWIN, KYIV)


# Pairings.


def doubled(db: sqlite3.Connection, **fields: str) -> None:
    """A second pairing of Hamburg and Kyiv, which only an import or an older store can have brought."""
    db.execute("DROP INDEX pairing_by_cities")
    carry_out(db, added(pairing(90, HAMBURG, KYIV, **fields)), added(event(90, "visit", 90)), added(claim(90, 90, "2025")))


def test_two_pairings_of_the_same_cities_become_one(db: sqlite3.Connection) -> None:
    doubled(db, kind="friendship", note="Since long.")
    before = dump(db)
    changes = merging.pairings(db, 90, 6)
    carry_out(db, *changes)
    assert row(db, "pairings", 90) is None
    assert row(db, "pairings", 6).note == "Since long. Recorded as a friendship too."
    assert {stored.key[0] for stored in entries.hanging_on(db, "pairings", (6,))} == {8, 9, 90}
    assert row(db, "claims", 90).event_id == 90
    carry_out(db, *as_it_was(changes))
    assert dump(db) == before


def test_pairings_of_different_cities_are_not_merged(db: sqlite3.Connection) -> None:
    with pytest.raises(CannotMerge, match=r"tie different cities: Moscow and Chicago, .* merge the cities"):
        merging.pairings(db, 1, 2)


def test_pairings_of_different_owners_are_not_merged(db: sqlite3.Connection) -> None:
    kept_by(db, MARA, *new_tie(75, HAMBURG, KYIV))
    for gone, stays in ((75, 6), (6, 75)):
        with pytest.raises(CannotMerge, match="server’s own"):
            merging.pairings(db, gone, stays)


@pytest.mark.parametrize(("gone", "stays"), [(1, 1), (1, 999), (999, 1)])
def test_a_pairing_is_merged_with_another_that_there_is(db: sqlite3.Connection, gone: int, stays: int) -> None:
    with pytest.raises(CannotMerge):
        merging.pairings(db, gone, stays)
