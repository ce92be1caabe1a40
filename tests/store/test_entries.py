"""Any row of the catalogue by its table and key: found, put, taken out, and what hangs on it."""

from __future__ import annotations

import sqlite3

import pytest

from bot.domain.entry import LARGEST, Entry
from bot.domain.pairings import Pairing
from bot.domain.places import NameKind
from bot.domain.tables import BY_NAME, TABLES, Table
from bot.store import entries
from tests.factories import (
    CHICAGO,
    HAMBURG,
    KYIV,
    LOS_ANGELES,
    MOSCOW,
    SAINT_PETERSBURG,
    claim,
    initiative,
    new_tie,
    organisation,
    pairing,
    retired,
    small_catalogue,
)
from tests.store.keeping import OURS, OWN, carry_out, dump, row


def rows_of(table_name: str) -> list[Entry]:
    return [*dict(small_catalogue())[BY_NAME[table_name].model]]


def names(found: list[entries.Stored]) -> list[tuple[str, str | int]]:
    return [(stored.table_name, stored.key[0]) for stored in found]


@pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])
def test_every_row_that_ships_is_found_by_its_key(db: sqlite3.Connection, table: Table) -> None:
    name = table.name
    shipped = rows_of(name)

    assert [stored.entry for stored in entries.every(db, name)] == sorted(shipped, key=table.key_of)
    for stored in entries.every(db, name):
        assert entries.find(db, name, stored.key) == stored
        assert stored.guild_id is None


def test_a_key_that_no_row_has_finds_nothing_however_long_it_is(db: sqlite3.Connection) -> None:
    assert entries.find(db, "pairings", (12345,)) is None
    assert entries.find(db, "pairings", (LARGEST + 1,)) is None
    assert entries.find(db, "city_names", (KYIV, "Kyjiw", "exonym", "de")) is None


def test_a_name_is_found_by_all_of_its_key(db: sqlite3.Connection) -> None:
    found = entries.find(db, "city_names", (KYIV, "Kiev", NameKind.OLD_SPELLING, "en"))

    assert found is not None
    assert found.key == (KYIV, "Kiev", "old_spelling", "en")
    assert entries.key_text(found.key) == '[703448,"Kiev","old_spelling","en"]'


def test_what_a_server_owns_is_known_as_its_own_down_to_the_claims(db: sqlite3.Connection) -> None:
    carry_out(db, *new_tie(OWN, MOSCOW, KYIV, OURS), guild_id=OURS)

    owners = [(stored.table_name, stored.guild_id) for stored in entries.whole(db, "pairings", (OWN,))]

    assert owners == [("pairings", OURS), ("events", OURS), ("claims", OURS)]
    assert [stored.key for stored in entries.every(db, "claims") if stored.guild_id == OURS] == [(OWN,)]
    for name in ("pairings", "events", "claims"):
        shared = entries.every(db, name, shared_only=True)
        assert [stored.entry for stored in shared] == rows_of(name)


def test_putting_a_row_replaces_the_one_of_its_key_and_no_other(db: sqlite3.Connection) -> None:
    before = dump(db)

    entries.put(db, "pairings", pairing(1, CHICAGO, MOSCOW, note="read twice"))

    after = dump(db)
    assert row(db, "pairings", 1) == pairing(1, CHICAGO, MOSCOW, note="read twice")
    assert {name for name in before if before[name] != after[name]} == {"pairings"}
    assert len(after["pairings"]) == len(before["pairings"])


def test_a_row_that_is_all_key_can_be_put_twice(db: sqlite3.Connection) -> None:
    before = dump(db)
    (first, *_) = entries.every(db, "occupied")

    entries.put(db, "occupied", first.entry)

    assert dump(db) == before


def test_taking_a_row_out_takes_no_other(db: sqlite3.Connection) -> None:
    entries.remove(db, "city_names", (KYIV, "Kiev", "old_spelling", "en"))

    assert [stored.key[1] for stored in entries.every(db, "city_names")] == ["Leningrad"]


def test_whatever_names_a_city_hangs_on_it_once(db: sqlite3.Connection) -> None:
    assert names(entries.hanging_on(db, "cities", (KYIV,))) == [
        ("city_names", KYIV), ("pairings", 2), ("pairings", 5), ("pairings", 6), ("events", 10),
        ("initiatives", 1), ("initiatives", 2), ("initiatives", 3), ("initiatives", 6),
    ]  # fmt: skip
    assert names(entries.hanging_on(db, "cities", (HAMBURG,))) == [
        ("pairings", 6), ("events", 9), ("initiatives", 1), ("initiatives", 6)
    ]  # fmt: skip


def test_whatever_cites_a_source_hangs_on_it(db: sqlite3.Connection) -> None:
    assert names(entries.hanging_on(db, "sources", (4,))) == [("claims", 8), ("claims", 13)]
    assert names(entries.hanging_on(db, "organisations", (1,))) == [("initiatives", number) for number in (2, 3, 4, 5)]


def test_nothing_hangs_on_a_name(db: sqlite3.Connection) -> None:
    assert entries.hanging_on(db, "city_names", (KYIV, "Kiev", "old_spelling", "en")) == []


def test_a_whole_pairing_is_its_events_with_their_claims(db: sqlite3.Connection) -> None:
    assert names(entries.whole(db, "pairings", (1,))) == [
        ("pairings", 1), ("events", 1), ("claims", 1), ("events", 2), ("claims", 2), ("claims", 3)
    ]  # fmt: skip
    assert names(entries.whole(db, "events", (4,))) == [("events", 4), ("claims", 5), ("claims", 6), ("claims", 7)]
    assert names(entries.whole(db, "cities", (KYIV,))) == [("cities", KYIV)]
    assert entries.whole(db, "pairings", (12345,)) == []


def test_new_ids_begin_where_no_shipped_row_ever_is(db: sqlite3.Connection) -> None:
    assert [entries.new_id(db, "pairings") for _ in range(3)] == [2_000_000_001, 2_000_000_002, 2_000_000_003]
    assert entries.new_id(db, "claims") == 2_000_000_001


def test_a_new_id_passes_over_rows_that_another_store_numbered(db: sqlite3.Connection) -> None:
    entries.put(db, "organisations", organisation(OWN, "Theirs"))
    entries.put(db, "organisations", organisation(OWN + 1, "Theirs too"))
    entries.put(db, "organisations", organisation(LARGEST, "The last of all"))

    assert [entries.new_id(db, "organisations") for _ in range(2)] == [OWN + 2, OWN + 3]


def test_an_id_is_not_given_again_after_its_row_is_retired(db: sqlite3.Connection) -> None:
    number = entries.new_id(db, "pairings")
    tie = new_tie(number, LOS_ANGELES, MOSCOW)
    carry_out(db, *tie)
    carry_out(db, *[retired(change.entry) for change in tie])

    assert entries.find(db, "pairings", (number,)) is None
    assert entries.new_id(db, "pairings") == number + 1


def test_an_id_that_another_store_gave_is_not_given_again_after_its_row_is_retired(db: sqlite3.Connection) -> None:
    """Here nobody asked for the ids of the rows: an import brought them."""
    tie = new_tie(OWN, LOS_ANGELES, MOSCOW)
    carry_out(db, *tie)
    carry_out(db, *[retired(change.entry) for change in tie])

    assert [entries.new_id(db, name) for name in ("pairings", "events", "claims")] == [OWN + 1] * 3


def test_an_initiative_keeps_its_owner_when_it_is_put_again(db: sqlite3.Connection) -> None:
    entries.put(db, "initiatives", initiative(OWN), OURS)
    entries.put(db, "initiatives", initiative(OWN, note="longer"), OURS)

    found = entries.find(db, "initiatives", (OWN,))
    assert found is not None
    assert (found.guild_id, found.entry) == (OURS, initiative(OWN, note="longer"))


def test_two_claims_of_one_event_are_told_in_their_order(db: sqlite3.Connection) -> None:
    entries.put(db, "claims", claim(OWN, 4, "1991"))

    assert names(entries.hanging_on(db, "events", (4,))) == [("claims", number) for number in (5, 6, 7, OWN)]


def test_a_pairing_of_two_cities_is_put_for_a_server_beside_the_shared_one(db: sqlite3.Connection) -> None:
    entries.put(db, "pairings", pairing(OWN, LOS_ANGELES, SAINT_PETERSBURG, "friendship"), OURS)

    pairs = [stored for stored in entries.every(db, "pairings") if isinstance(stored.entry, Pairing)]
    assert [stored.guild_id for stored in pairs if stored.entry == row(db, "pairings", OWN)] == [OURS]
