"""Filling the store: a first build that is whole or absent, and a later one that spares what servers have entered."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from pathlib import Path

import pytest

from bot.domain.pairings import Claim, Event, Pairing
from bot.domain.places import City
from bot.errors import StoreUnavailable
from bot.store import database, initiatives, kept, loading, pairings, places
from bot.store.database import Connection
from tests.factories import CHICAGO, KYIV, MARIUPOL, MOSCOW, YEKATERINBURG, Loadable, city, event, pairing, small_catalogue

GUILD = 200


def without(catalogue: Loadable, *gone: int) -> Loadable:
    """The catalogue without some cities and all that names them."""
    pairs = {
        one.pairing_id
        for _, rows in catalogue
        for one in rows
        if isinstance(one, Pairing) and {one.city_a, one.city_b} & set(gone)
    }
    events = {one.event_id for _, rows in catalogue for one in rows if isinstance(one, Event) and one.pairing_id in pairs}
    return [
        (model, [
            one for one in rows
            if not (set(gone) & {getattr(one, name, None) for name in ("city_id", "city_a", "city_b", "beneficiary_id", "organiser_city_id")})
            and not (isinstance(one, Event | Pairing) and one.pairing_id in pairs)
            and not (isinstance(one, Claim) and one.event_id in events)
        ])
        for model, rows in catalogue
    ]  # fmt: skip


def enter(db: Connection, one: int, other: int) -> None:
    """A server's own pairing of two cities, with its event, claim and an initiative."""
    pair = {"one": min(one, other), "other": max(one, other), "guild": GUILD}
    db.execute("INSERT INTO pairing VALUES (1000000001, :one, :other, 'friendship', 'ours', :guild)", pair)
    db.execute("INSERT INTO event (event_id, pairing_id, kind, by_city) VALUES (1000000001, 1000000001, 'signed', :one)", pair)
    db.execute(
        "INSERT INTO claim (claim_id, event_id, source_id, date, date_is) VALUES (1000000001, 1000000001, 6, '2025', 'reported')"
    )
    db.execute(
        """INSERT INTO initiative (initiative_id, beneficiary_id, country_code, title, sector, purpose, state, organiser,
           organisation_id, verification, source_id, guild_id)
           VALUES (1000000001, :other, 'DE', 'Ours', 'goods', 'civilian', 'open', 'We', 1, 'unverified', 6, :guild)""",
        pair,
    )


def test_a_build_is_one_file_that_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "var" / "deep" / "twinbot.sqlite"
    told: list[int] = []

    loading.build(path, small_catalogue(), {loading.FINGERPRINT: "small"}, told.append)

    with contextlib.closing(database.connect(path, read_only=True)) as db:
        assert [row[0] for row in db.execute("PRAGMA integrity_check")] == ["ok"]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert told == sorted(told)
        assert told[-1] == sum(len(rows) for _, rows in small_catalogue())
        assert loading.fingerprint_of(path) == "small"
        assert {one.name for one in places.cities(db)} >= {"Kyiv", "Chicago"}
    assert not [file for file in path.parent.iterdir() if "building" in file.name]


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "twinbot.sqlite"
    dangling: Loadable = [*small_catalogue(), (Event, [event(1, pairing_id=12345)])]

    with pytest.raises(sqlite3.IntegrityError):
        loading.build(path, dangling, {})

    assert not path.exists()
    assert not [file for file in tmp_path.iterdir() if "building" in file.name]
    assert loading.fingerprint_of(path) is None


def test_a_build_does_not_replace_a_store_that_is_there(path: Path) -> None:
    before = path.read_bytes()

    loading.build(path, [], {})

    assert path.read_bytes() == before


def test_a_store_is_built_once_however_many_start_at_the_same_time(tmp_path: Path) -> None:
    path = tmp_path / "twinbot.sqlite"
    builders: set[int] = set()
    failed: list[Exception] = []
    together = threading.Barrier(5)

    def start() -> None:
        together.wait()
        try:
            loading.build(path, small_catalogue(), {}, lambda done: builders.add(threading.get_ident()))
            with contextlib.closing(database.connect(path, read_only=True)) as db:
                assert len(pairings.of_city(db, CHICAGO)) == 2
        except Exception as error:  # noqa: BLE001  # whatever it is, the test names it
            failed.append(error)

    threads = [threading.Thread(target=start) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert len(builders) == 1


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file, not a folder")

    with pytest.raises(StoreUnavailable, match="Check that the folder exists"):
        loading.build(tmp_path / "var" / "twinbot.sqlite", small_catalogue(), {})


def test_a_new_catalogue_takes_the_place_of_the_old_one(path: Path) -> None:
    catalogue = without(small_catalogue(), MOSCOW)
    catalogue.append((City, [city(1, "Newtown"), *dict(catalogue)[City]]))

    loading.replace(path, catalogue, {loading.FINGERPRINT: "new"})

    with contextlib.closing(database.connect(path, read_only=True)) as db:
        assert [one.other_than(CHICAGO).name for one in pairings.of_city(db, CHICAGO)] == ["Kyiv"]
        assert places.city(db, MOSCOW) is None
        assert places.city(db, 1) is not None
        assert kept.get(db, loading.FINGERPRINT) == "new"
        assert db.execute("SELECT count(*) FROM event WHERE pairing_id = 1").fetchone()[0] == 0


def test_a_new_catalogue_that_fails_leaves_the_old_one(path: Path) -> None:
    catalogue: Loadable = [*small_catalogue(), (Pairing, [pairing(1, CHICAGO, 12345)])]

    with pytest.raises(sqlite3.IntegrityError):
        loading.replace(path, catalogue, {loading.FINGERPRINT: "new"})

    with contextlib.closing(database.connect(path, read_only=True)) as db:
        assert len(pairings.of_city(db, CHICAGO)) == 2
        assert kept.get(db, loading.FINGERPRINT) == "small"


def test_what_a_server_entered_survives_a_new_catalogue_and_so_does_what_it_rests_on(path: Path) -> None:
    with contextlib.closing(database.connect(path)) as db:
        enter(db, MARIUPOL, YEKATERINBURG)

    # The new catalogue knows neither of the two cities any more, nor the source, and calls Kyiv otherwise.
    catalogue = dict(without(small_catalogue(), MARIUPOL, YEKATERINBURG))
    catalogue[City] = [one if one.city_id != KYIV else city(KYIV, "Kyïv") for one in catalogue[City] if isinstance(one, City)]
    loading.replace(path, list(catalogue.items()), {})

    with contextlib.closing(database.connect(path, read_only=True)) as db:
        (ours,) = pairings.of_city(db, MARIUPOL, GUILD)
        assert (ours.pairing.note, ours.other_than(MARIUPOL).name) == ("ours", "Yekaterinburg")
        assert [said.source.publisher for one in ours.events for said in one.claims if said.source] == ["An encyclopedia"]
        assert [one.initiative.title for one in initiatives.for_city(db, YEKATERINBURG, GUILD)] == ["Ours"]
        kyiv = places.city(db, KYIV)
        assert kyiv is not None
        assert kyiv.name == "Kyïv"
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []

    loading.replace(path, small_catalogue(), {})
    with contextlib.closing(database.connect(path, read_only=True)) as db:
        assert len(pairings.of_city(db, MARIUPOL, GUILD)) == 1
        assert len(pairings.of_city(db, YEKATERINBURG)) == 1
