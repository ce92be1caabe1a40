"""Changes are carried out on what their maker saw, all or none, and leave nothing that does not fit together."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest

from bot.domain.changes import Change
from bot.domain.entry import Entry
from bot.errors import ChangeRefused, EntryTaken, Outdated, Unsound
from bot.store import changes, entries, kept, revisions
from bot.store.database import Database
from tests.factories import (
    CHICAGO,
    HAMBURG,
    KYIV,
    LOS_ANGELES,
    MARIUPOL,
    MOSCOW,
    SAINT_PETERSBURG,
    SAN_JOSE,
    YEKATERINBURG,
    added,
    city,
    city_name,
    claim,
    country,
    edited,
    event,
    initiative,
    new_tie,
    occupation,
    organisation,
    pairing,
    retired,
    source,
)
from tests.store.keeping import NOON, OLENA, OURS, OWN, THEIRS, carry_out, dangling, dump, row, undo

Make = Callable[[sqlite3.Connection], list[Change]]


def whole(db: sqlite3.Connection, table_name: str, number: int) -> list[Entry]:
    return [stored.entry for stored in entries.whole(db, table_name, (number,))]


def places_changed(db: sqlite3.Connection) -> int:
    return int(kept.get(db, changes.PLACES_CHANGED) or 0)


def refused(db: sqlite3.Connection, *asked: Change, guild_id: int | None = None) -> ChangeRefused:
    """Why the changes are refused; nothing is left of them."""
    before = dump(db), db.execute("SELECT count(*) FROM revision").fetchone()[0], places_changed(db)
    with pytest.raises(ChangeRefused) as caught:
        carry_out(db, *asked, guild_id=guild_id)
    assert (dump(db), db.execute("SELECT count(*) FROM revision").fetchone()[0], places_changed(db)) == before
    return caught.value


def test_a_row_is_added_edited_and_retired(db: sqlite3.Connection) -> None:
    name = city_name(KYIV, "Kijów", "exonym", language="pl")

    carry_out(db, added(name))
    carry_out(db, edited(name, decided_by="usage"))
    assert row(db, "city_names", *added(name).key) == name.model_copy(update={"decided_by": "usage"})
    carry_out(db, retired(row(db, "city_names", *added(name).key)))

    assert entries.find(db, "city_names", added(name).key) is None


def test_rows_of_one_revision_may_name_each_other_in_any_order(db: sqlite3.Connection) -> None:
    tie = [*new_tie(OWN, OWN, KYIV, source_id=OWN), added(city(OWN, "Newtown", "ZZ", geonames_id=None, note="Founded in May."))]
    told = [*tie, added(country("ZZ", "Nowhere")), added(source(OWN))]

    carry_out(db, *told)

    assert dangling(db) == []
    assert [stored.key for stored in entries.whole(db, "pairings", (OWN,))] == [(OWN,)] * 3


def test_whoever_saw_an_older_row_is_shown_the_newer(db: sqlite3.Connection) -> None:
    seen = row(db, "pairings", 1)
    carry_out(db, edited(seen, note="by somebody quicker"))

    error = refused(db, edited(seen, kind="friendship"))

    assert isinstance(error, Outdated)
    assert error.newer == row(db, "pairings", 1) == seen.model_copy(update={"note": "by somebody quicker"})
    assert (error.word, error.key) == ("pairing", (1,))
    assert "as it stands now" in str(error)


def test_whoever_saw_a_row_that_is_gone_is_told_so(db: sqlite3.Connection) -> None:
    seen = row(db, "city_names", KYIV, "Kiev", "old_spelling", "en")
    carry_out(db, retired(seen))

    for asked in (edited(seen, decided_by="usage"), retired(seen)):
        error = refused(db, asked)
        assert isinstance(error, Outdated)
        assert error.newer is None
        assert "It is gone." in str(error)


def test_what_is_there_cannot_be_added_once_more(db: sqlite3.Connection) -> None:
    error = refused(db, added(city(KYIV, "Kyjiw")))

    assert isinstance(error, Outdated)
    assert error.newer == row(db, "cities", KYIV)


@pytest.mark.parametrize("second", ["again", "otherwise"])
def test_one_row_is_not_changed_twice_in_one_go(db: sqlite3.Connection, second: str) -> None:
    """Else taking the revision back would stop half-way."""
    error = refused(db, added(source(OWN, publisher="again")), added(source(OWN, publisher=second)))

    assert isinstance(error, Outdated)
    assert error.newer == source(OWN, publisher="again")


def test_a_row_of_another_server_is_neither_changed_nor_shown(db: sqlite3.Connection) -> None:
    carry_out(db, *new_tie(OWN, MOSCOW, KYIV, THEIRS), guild_id=THEIRS)

    for guild_id in (OURS, None):
        for stored in entries.whole(db, "pairings", (OWN,)):
            for asked in (retired(stored.entry, guild_id), added(stored.entry, guild_id)):
                error = refused(db, asked, guild_id=guild_id)
                assert isinstance(error, Outdated)
                assert error.newer is None


def test_a_shared_row_is_not_changed_as_a_servers_own(db: sqlite3.Connection) -> None:
    for name in ("pairings", "events", "claims", "initiatives"):
        error = refused(db, retired(row(db, name, 1), OURS), guild_id=OURS)
        assert isinstance(error, Outdated)
        assert error.newer is None


def test_two_cities_are_paired_once_in_the_catalogue_and_once_in_each_server(db: sqlite3.Connection) -> None:
    error = refused(db, *new_tie(OWN, MOSCOW, CHICAGO))
    assert isinstance(error, EntryTaken)
    assert "such a pairing already" in str(error)

    carry_out(db, *new_tie(OWN, MOSCOW, CHICAGO, OURS), guild_id=OURS)
    carry_out(db, *new_tie(OWN + 1, MOSCOW, CHICAGO, THEIRS), guild_id=THEIRS)
    assert isinstance(refused(db, *new_tie(OWN + 2, MOSCOW, CHICAGO, OURS), guild_id=OURS), EntryTaken)


def test_two_cities_can_be_paired_anew_in_the_same_breath(db: sqlite3.Connection) -> None:
    before = dump(db)
    gone = [retired(entry) for entry in whole(db, "pairings", 1)]

    done = carry_out(db, *new_tie(OWN, CHICAGO, MOSCOW), *gone)

    assert entries.find(db, "pairings", (1,)) is None
    assert [stored.key for stored in entries.whole(db, "pairings", (OWN,))] == [(OWN,)] * 3
    undo(db, done)
    assert dump(db) == before


def test_two_pairings_can_take_each_others_cities(db: sqlite3.Connection) -> None:
    """None of the two can be written first while the other still has the cities."""
    before = dump(db)
    sign_off = [edited(row(db, "events", 5), by_city=None)]
    saint_petersburg, san_jose = row(db, "pairings", 3), row(db, "pairings", 4)

    done = carry_out(
        db,
        edited(saint_petersburg, city_a=YEKATERINBURG, city_b=SAN_JOSE),
        edited(san_jose, city_a=SAINT_PETERSBURG, city_b=LOS_ANGELES),
        *sign_off,
    )

    assert dangling(db) == []
    assert row(db, "pairings", 4) == pairing(4, LOS_ANGELES, SAINT_PETERSBURG)
    undo(db, done)
    assert dump(db) == before


UNSOUND: dict[str, tuple[Make, str]] = {
    "a pairing with a city that is not recorded": (
        lambda db: new_tie(OWN, KYIV, 12345),
        "The pairing names city 12345, which is not recorded.",
    ),
    "a claim by a source that is not recorded": (
        lambda db: [added(claim(OWN, 1, "1997", source_id=12345))],
        "The claim names source 12345, which is not recorded.",
    ),
    "a claim of an event that is not recorded": (
        lambda db: [added(claim(OWN, 12345, "1997"))],
        "The claim names event 12345, which is not recorded.",
    ),
    "an initiative in a country that is not recorded": (
        lambda db: [added(initiative(OWN, country_code="ZZ"))],
        "The initiative names country ZZ, which is not recorded.",
    ),
    "a row that is edited to name nothing": (
        lambda db: [edited(row(db, "initiatives", 2), organisation_id=12345)],
        "The initiative names organisation 12345, which is not recorded.",
    ),
    "a city that is still named": (
        lambda db: [retired(row(db, "cities", MARIUPOL))],
        f"The city is still named by occupation {MARIUPOL}, hostilities, 2022-03, 6 and 2 more. Retire or merge these first.",
    ),
    "a source that is still cited": (
        lambda db: [retired(row(db, "sources", 2))],
        "The source is still named by claim 4. Retire or merge these first.",
    ),
    "a pairing without its events": (
        lambda db: [retired(row(db, "pairings", 2))],
        "The pairing is still named by event 3. Retire or merge these first.",
    ),
    "an event without its claims": (
        lambda db: [retired(row(db, "events", 1))],
        "The event is still named by claim 1. Retire or merge these first.",
    ),
    "a country of cities": (
        lambda db: [retired(row(db, "countries", "DE"))],
        f"The country is still named by city {HAMBURG} and 1 more. Retire or merge these first.",
    ),
    "a new pairing of which nothing is told": (
        lambda db: [added(pairing(OWN, KYIV, MOSCOW))],
        "A pairing needs at least one event: what happened, when, and who says so.",
    ),
    "a pairing that loses its last event": (
        lambda db: [retired(entry) for entry in whole(db, "events", 3)],
        "A pairing needs at least one event: what happened, when, and who says so.",
    ),
    "a pairing whose last event is moved to another": (
        lambda db: [edited(row(db, "events", 3), pairing_id=1, by_city=None)],
        "A pairing needs at least one event: what happened, when, and who says so.",
    ),
    "a new event of which nobody speaks": (
        lambda db: [added(event(OWN, "visit", 1))],
        "An event needs at least one claim with its source.",
    ),
    "an event that loses its last claim": (
        lambda db: [retired(row(db, "claims", 1))],
        "An event needs at least one claim with its source.",
    ),
    "an event whose last claim is moved to another": (
        lambda db: [edited(row(db, "claims", 1), event_id=2)],
        "An event needs at least one claim with its source.",
    ),
    "an act of a city that is no party": (
        lambda db: [edited(row(db, "events", 2), by_city=KYIV)],
        "An act of a pairing is by one of its two cities, or by neither.",
    ),
    "a pairing that loses the city that acted": (
        lambda db: [edited(row(db, "pairings", 2), city_a=KYIV, city_b=SAN_JOSE)],
        "An act of a pairing is by one of its two cities, or by neither.",
    ),
    "an event of a pairing that names cities itself": (
        lambda db: [edited(row(db, "events", 10), pairing_id=2)],
        "An event of a pairing names its cities there, and not once more.",
    ),
    "a city under another number than that of GeoNames": (
        lambda db: [added(city(OWN, "Newtown", geonames_id=77))],
        "A place that GeoNames has goes by its GeoNames id.",
    ),
    "a city by hand without the reason": (
        lambda db: [added(city(OWN, "Newtown", geonames_id=None))],
        "A place that GeoNames lacks needs a note that says why it is listed.",
    ),
    "a city with half of its coordinates": (
        lambda db: [edited(row(db, "cities", KYIV), longitude=None)],
        "A place has both coordinates or none.",
    ),
    "a place held, as a source says that is not recorded": (
        lambda db: [added(occupation(KYIV, source_id=12345))],
        "The occupation names source 12345, which is not recorded.",
    ),
}


@pytest.mark.parametrize(("make", "words"), UNSOUND.values(), ids=UNSOUND)
def test_what_does_not_fit_together_is_refused_with_the_reason(db: sqlite3.Connection, make: Make, words: str) -> None:
    error = refused(db, *make(db))

    assert isinstance(error, Unsound)
    assert [fault for fault in error.faults if fault.startswith(words)]
    assert words in str(error)


def test_every_fault_is_told_once(db: sqlite3.Connection) -> None:
    error = refused(
        db, added(event(OWN, "visit", 1)), added(event(OWN + 1, "visit", 1)), edited(row(db, "events", 2), by_city=KYIV)
    )

    assert isinstance(error, Unsound)
    assert [fault.split(":")[0].split(".")[0] for fault in error.faults] == [
        "An act of a pairing is by one of its two cities, or by neither", "An event needs at least one claim with its source"
    ]  # fmt: skip


def test_a_server_cannot_build_on_what_is_another_servers_own(db: sqlite3.Connection) -> None:
    carry_out(db, *new_tie(OWN, MOSCOW, KYIV, THEIRS), guild_id=THEIRS)

    for guild_id in (OURS, None):
        error = refused(
            db,
            added(event(OWN + 1, "visit", OWN), guild_id),
            added(claim(OWN + 1, OWN + 1, "2025"), guild_id),
            guild_id=guild_id,
        )
        assert isinstance(error, Unsound)
        assert f"The event names pairing {OWN}, which is another server’s own." in error.faults


def test_what_a_server_enters_cannot_become_part_of_what_all_share(db: sqlite3.Connection) -> None:
    """An event is whose its pairing is: one server's moderator would speak to all servers."""
    told = [added(event(OWN, "ended", 1), OURS), added(claim(OWN, OWN, "2025"), OURS)]
    error = refused(db, *told, guild_id=OURS)
    assert isinstance(error, Unsound)
    assert "A server’s own event cannot be part of pairing 1, which all servers share." in error.faults

    assert isinstance(refused(db, added(claim(OWN, 1, "2025"), OURS), guild_id=OURS), Unsound)
    alone = [added(event(OWN, "statement", None, city_id=KYIV), OURS), added(claim(OWN, OWN, "2025"), OURS)]
    assert isinstance(refused(db, *alone, guild_id=OURS), Unsound)

    carry_out(db, *new_tie(OWN, MOSCOW, KYIV, OURS), guild_id=OURS)
    moved = edited(row(db, "events", OWN), OURS, pairing_id=1)
    assert isinstance(refused(db, moved, guild_id=OURS), Unsound)


def test_a_server_may_add_what_its_entries_rest_on(db: sqlite3.Connection) -> None:
    lviv = city(702550, "Lviv")

    carry_out(db, added(lviv), added(source(OWN)), *new_tie(OWN, 702550, MOSCOW, OURS, source_id=OWN), guild_id=OURS)

    assert row(db, "cities", 702550) == lviv
    assert [stored.guild_id for stored in entries.whole(db, "pairings", (OWN,))] == [OURS] * 3


async def test_what_is_refused_leaves_nothing_of_what_was_done_before_it(store: Database) -> None:
    def one_by_one(db: sqlite3.Connection) -> None:
        for tie in (new_tie(OWN, KYIV, MOSCOW), new_tie(OWN + 1, KYIV, 12345)):
            changes.carry_out(db, tie, by=OLENA, at=NOON, why="", guild_id=None)

    before = await store.read(dump)
    with pytest.raises(Unsound):
        await store.write(one_by_one)

    assert await store.read(dump) == before
    assert await store.read(lambda db: revisions.newest(db, guild_id=None, shared=True, limit=5)) == ([], 0)


async def test_of_two_who_change_the_same_row_the_second_is_told(store: Database) -> None:
    seen = await store.read(lambda db: row(db, "pairings", 1))

    def change(note: str) -> Callable[[sqlite3.Connection], int]:
        asked = [edited(seen, note=note)]
        return lambda db: changes.carry_out(db, asked, by=OLENA, at=NOON, why="", guild_id=None).revision_id

    await store.write(change("first"))
    with pytest.raises(Outdated):
        await store.write(change("second"))

    assert (await store.read(lambda db: row(db, "pairings", 1))) == seen.model_copy(update={"note": "first"})


def test_whoever_holds_places_in_memory_sees_that_they_changed(db: sqlite3.Connection) -> None:
    seen = [places_changed(db)]
    for asked in (
        [edited(row(db, "cities", KYIV), population=3_000_000)],
        [added(city_name(KYIV, "Kijów", "exonym", language="pl"))],
        new_tie(OWN, KYIV, MOSCOW),
        [edited(row(db, "countries", "DE"), other_names="Deutschland")],
    ):
        carry_out(db, *asked)
        seen.append(places_changed(db))
    carry_out(db, edited(row(db, "initiatives", 1), note="of no place"), edited(row(db, "claims", 1), note="nor this"))

    assert seen == sorted(set(seen))
    assert places_changed(db) == seen[-1]


def test_a_change_that_was_taken_back_can_be_made_again_and_taken_back_again(db: sqlite3.Connection) -> None:
    before = dump(db)
    done = carry_out(db, *new_tie(OWN, KYIV, MOSCOW), added(organisation(OWN, "Ours")), edited(row(db, "pairings", 1), note="!"))
    after = dump(db)

    back = undo(db, done)
    assert dump(db) == before
    again = undo(db, back)
    assert dump(db) == after
    undo(db, again)
    assert dump(db) == before


def test_what_was_changed_since_is_not_taken_back_over_somebodys_head(db: sqlite3.Connection) -> None:
    first = carry_out(db, edited(row(db, "pairings", 1), note="first"))
    second = carry_out(db, edited(row(db, "pairings", 1), note="second"))

    with pytest.raises(Outdated):
        undo(db, first)

    undo(db, second)
    undo(db, first)
    assert row(db, "pairings", 1) == pairing(1, CHICAGO, MOSCOW)
