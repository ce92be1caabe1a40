"""The ties for the network: the status that the rule derives, read at once for all, and kept up to date."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalogue.check import read_package
from bot.domain.changes import Revision
from bot.domain.pairings import Status
from bot.domain.places import City, distance_km
from bot.domain.tables import TABLES
from bot.network.graph import Graph
from bot.network.reading import read, up_to_date
from bot.network.stats import stats
from bot.network.ties import Reach
from bot.network.updating import updated
from bot.settings import shipped_data_dir
from bot.store import database, entries, kept, loading, pairings, places, ties
from bot.store.ties import StoredTies
from tests.factories import (
    CHICAGO,
    HAMBURG,
    KYIV,
    MARIUPOL,
    MOSCOW,
    TODAY,
    added,
    city,
    claim,
    edited,
    event,
    new_tie,
    retired,
    small_catalogue,
)
from tests.store.keeping import OURS, OWN, THEIRS, carry_out, row
from tests.store.test_any_sequence_of_changes import copy_of, do


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A store of the catalogue that ships, to be read only."""
    path = tmp_path_factory.mktemp("shipped") / "twinbot.sqlite"
    package = read_package(shipped_data_dir())
    loading.build(path, [(table.model, package.of(table.model)) for table in TABLES], {})
    with contextlib.closing(database.connect(path, read_only=True)) as db:
        yield db


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the small catalogue, to be copied."""
    path = tmp_path_factory.mktemp("store") / "twinbot.sqlite"
    loading.build(path, small_catalogue(), {})
    return path


@pytest.mark.parametrize("today", [TODAY, dt.date(1999, 12, 31), dt.date(2022, 3, 1), dt.date(2040, 2, 29)])
def test_every_status_is_what_the_rule_says_of_the_whole_pairing(catalogue: sqlite3.Connection, today: dt.date) -> None:
    read_at_once = list(StoredTies(catalogue, today).ties())

    assert len(read_at_once) > 1000
    for tie in read_at_once:
        whole = pairings.by_id(catalogue, tie.pairing_id)
        assert whole is not None
        stands = whole.standing(today)
        assert (tie.one, tie.other, tie.facts.kind) == (whole.pairing.city_a, whole.pairing.city_b, whole.pairing.kind)
        assert (tie.facts.status, tie.facts.since, tie.facts.as_of) == (stands.status, stands.since, stands.as_of)
        assert tie.facts.listed_only == stands.listed_only
        assert tie.facts.signed == (stands.signed.date if stands.signed else None)


def test_pairings_told_alike_share_what_is_known_of_them(catalogue: sqlite3.Connection) -> None:
    facts = [tie.facts for tie in StoredTies(catalogue, TODAY).ties()]

    assert len({id(each) for each in facts}) < len(facts) / 2


def test_a_server_sees_its_own_ties_over_the_shared_ones(db: sqlite3.Connection) -> None:
    carry_out(db, *new_tie(OWN, CHICAGO, HAMBURG, THEIRS), guild_id=THEIRS)
    shared = network(db)

    theirs = updated(shared, StoredTies(db, TODAY).own(THEIRS), shared.version)
    ours = updated(shared, StoredTies(db, TODAY).own(OURS), shared.version)

    assert (partners(shared, CHICAGO), partners(ours, CHICAGO)) == ({MOSCOW, KYIV}, {MOSCOW, KYIV})
    assert partners(theirs, CHICAGO) == {MOSCOW, KYIV, HAMBURG}


def test_an_approved_change_is_taken_over_without_reading_all_anew(db: sqlite3.Connection) -> None:
    before = network(db)
    ended = [added(event(OWN, "ended", 1)), added(claim(OWN, OWN, "2026-11"))]
    carry_out(db, *ended)

    after = up_to_date(before, StoredTies(db, TODAY), TODAY)

    assert (status(before, 1), status(after, 1)) == (Status.SUSPENDED, Status.ENDED)
    assert set(after.later.pairings) == {1}


@pytest.mark.parametrize(("by", "stands"), [(MOSCOW, Status.SUSPENDED), (CHICAGO, Status.ACTIVE)])
def test_whose_act_it_was_counts(db: sqlite3.Connection, by: int, stands: Status) -> None:
    carry_out(db, added(event(OWN, "kept", 1, by_city=by)), added(claim(OWN, OWN, "2026-11")))

    assert status(network(db), 1) is stands


def test_a_source_that_is_graded_anew_changes_what_it_supports(db: sqlite3.Connection) -> None:
    carry_out(db, added(event(OWN, "listed", 2)), added(claim(OWN, OWN, "2026", source_id=3)))
    before = network(db)
    directory = row(db, "sources", 3)

    carry_out(db, edited(directory, grade="C"))

    after = up_to_date(before, StoredTies(db, TODAY), TODAY)
    assert (status(before, 2), status(after, 2)) == (Status.PROPOSED, Status.ACTIVE)


def test_a_new_edition_is_read_anew(db: sqlite3.Connection) -> None:
    before = network(db)
    kept.put(db, loading.FINGERPRINT, "another edition")

    assert StoredTies(db, TODAY).changes_since(before.version) is None


def test_a_place_taken_out_is_no_longer_there(db: sqlite3.Connection) -> None:
    lonely = city(OWN, geonames_id=None, note="Listed by hand.")
    carry_out(db, added(lonely))
    before = network(db)
    carry_out(db, retired(lonely))

    assert before.number(OWN) is not None
    assert up_to_date(before, StoredTies(db, TODAY), TODAY).number(OWN) is None


def test_need_is_where_help_is_asked_for_today_and_where_there_is_fighting(db: sqlite3.Connection) -> None:
    found = ties.needs(db, TODAY)

    assert (found.asks, set(found.occupied), set(found.hostilities)) == ({KYIV: 1}, {MARIUPOL}, set())


def test_a_newer_word_on_a_place_takes_the_place_of_the_older(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO occupation VALUES (:city, 'hostilities', '2026-11', 1)", {"city": MARIUPOL})
    found = ties.needs(db, TODAY)

    assert (set(found.occupied), set(found.hostilities)) == (set(), {MARIUPOL})


def test_the_nearest_city_with_a_pairing_is_found_by_distance(db: sqlite3.Connection) -> None:
    near_chicago = city(5, "Evanston", "US", latitude=42.05, longitude=-87.68)
    over_the_date_line = city(6, "Suva", "FJ", latitude=-18.14, longitude=178.44)
    at_the_pole = city(7, "Amundsen", "AQ", latitude=-90, longitude=0)

    assert [name(ties.nearest_tied(db, near)) for near in (near_chicago, over_the_date_line, at_the_pole)] == [
        "Chicago",
        "San Jose",
        "Los Angeles",
    ]


def test_a_city_without_a_pairing_or_without_a_place_is_near_nobody(db: sqlite3.Connection) -> None:
    beside_mariupol = city(5, "Berdiansk", latitude=46.76, longitude=36.79)

    assert name(ties.nearest_tied(db, beside_mariupol)) == "Kyiv"
    assert ties.nearest_tied(db, city(5, "Nowhere")) is None
    assert name(ties.nearest_tied(db, city(CHICAGO, "Chicago", latitude=41.85, longitude=-87.65))) == "Los Angeles"


def test_a_servers_own_pairing_makes_a_city_near_there_alone(db: sqlite3.Connection) -> None:
    carry_out(db, *new_tie(1000, MARIUPOL, KYIV, OURS), guild_id=OURS)
    beside_mariupol = city(5, "Berdiansk", latitude=46.76, longitude=36.79)

    assert [name(ties.nearest_tied(db, beside_mariupol, guild)) for guild in (OURS, THEIRS, None)] == ["Mariupol", "Kyiv", "Kyiv"]


@settings(deadline=None, max_examples=200)
@given(north=st.floats(-90, 90), east=st.floats(-180, 180))
def test_no_city_with_a_pairing_is_nearer(catalogue: sqlite3.Connection, north: float, east: float) -> None:
    near = city(5, latitude=north, longitude=east)
    found = ties.nearest_tied(catalogue, near)
    tied = places.pairings_per_city(catalogue)
    apart = [distance_km(near, one) for one in places.cities(catalogue) if one.city_id in tied and one.latitude is not None]

    assert found is not None
    assert found.city_id in tied
    assert distance_km(near, found) == min(distance for distance in apart if distance is not None)


def name(found: City | None) -> str:
    return found.name if found else ""


@settings(deadline=None, max_examples=80)
@given(data=st.data())
def test_after_any_changes_the_updated_network_is_the_one_read_anew(shipped: Path, data: st.DataObject) -> None:
    with copy_of(shipped) as db:
        done: list[Revision] = []
        graph = network(db)
        for _ in range(data.draw(st.integers(1, 6))):
            revision = do(data, db, done)
            done += [revision] if revision else []
            if data.draw(st.booleans()):
                graph = up_to_date(graph, StoredTies(db, TODAY), TODAY)

        graph = up_to_date(graph, StoredTies(db, TODAY), TODAY)
        anew = network(db)

        assert stats(graph) == stats(anew)
        for stored in entries.every(db, "pairings"):
            assert graph.pairing(int(stored.key[0])) == anew.pairing(int(stored.key[0]))
        for stored in entries.every(db, "cities"):
            city_id = int(stored.key[0])
            assert partners(graph, city_id) == partners(anew, city_id)
            number, number_anew = graph.number(city_id), anew.number(city_id)
            assert number is not None
            assert number_anew is not None
            assert graph.place(number) == anew.place(number_anew)


def network(db: sqlite3.Connection) -> Graph:
    return read(StoredTies(db, TODAY), TODAY)


def status(graph: Graph, pairing_id: int) -> Status | None:
    tie = graph.pairing(pairing_id)
    return tie.facts.status if tie else None


def partners(graph: Graph, city_id: int) -> set[int]:
    number = graph.number(city_id)
    assert number is not None
    return {graph.city_id(neighbour) for neighbour in graph.neighbours(number, Reach.ANY)}
