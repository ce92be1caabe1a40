"""What Wikidata says, put into the store: new ties, their cities and sources, all of it or nothing."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bot.catalogue.wikidata.comparing import kind_of
from bot.catalogue.wikidata.ties import Tie
from bot.catalogue.wikidata.writing import PART
from bot.domain.changes import OPERATOR, Change
from bot.domain.dates import PartialDate
from bot.domain.pairings import EventKind, PairingKind, Status
from bot.store import changes, database, entries, pairings, places, revisions
from tests import factories as make
from tests.catalogue.wikidata.conftest import (
    ATLANTIS_ITEM,
    CHICAGO_ITEM,
    HAMBURG_ITEM,
    KYIV_ITEM,
    LEIPZIG_ITEM,
    NOW,
    BringIn,
    content,
    day,
    tie,
    told,
    year,
)
from tests.fakes.sparql import Item, Stated

LEIPZIG = 2879139
SIMFEROPOL = 693805
TODAY = dt.date(2026, 11, 22)


def test_a_new_tie_is_signed_on_its_date_and_listed_on_the_day_it_was_read(bring_in: BringIn, db: sqlite3.Connection) -> None:
    report = bring_in(
        Stated(CHICAGO_ITEM, HAMBURG_ITEM, start=year(1994)), Stated(HAMBURG_ITEM, CHICAGO_ITEM, start=day("1994-07-20"))
    )
    assert report.added == 1
    added = tie(db, make.CHICAGO, make.HAMBURG)
    assert added.pairing.kind is PairingKind.SISTER_CITY
    assert told(added) == {"signed": ["1994-07-20", "1994"], "listed": ["2026-11-22", "2026-11-22"]}
    standing = added.standing(TODAY)
    assert (standing.status, standing.since, standing.listed_only) == (Status.ACTIVE, "1994-07-20", True)


def test_every_claim_names_the_page_of_the_party_that_says_so(bring_in: BringIn, db: sqlite3.Connection) -> None:
    bring_in(Stated(CHICAGO_ITEM, HAMBURG_ITEM, start=year(1994)), Stated(CHICAGO_ITEM, LEIPZIG_ITEM, start=year(2000)))
    said = tie(db, make.CHICAGO, make.HAMBURG).events[0].claims[0]
    assert said.source is not None
    assert (said.source.url, said.source.publisher, said.source.grade) == (
        "https://www.wikidata.org/wiki/Q1297#P190",
        "Wikidata",
        "E",
    )
    assert said.claim.date_is == "claimed"
    # One page is one source, whatever it says.
    other = tie(db, make.CHICAGO, LEIPZIG).events[0].claims[0]
    assert other.claim.source_id == said.claim.source_id


def test_a_tie_without_a_date_is_only_listed(bring_in: BringIn, db: sqlite3.Connection) -> None:
    bring_in(Stated(CHICAGO_ITEM, HAMBURG_ITEM), on=PartialDate("2026-10-01"))
    assert told(tie(db, make.CHICAGO, make.HAMBURG)) == {"listed": ["2026-10-01"]}


def test_a_tie_that_ended_is_not_listed(bring_in: BringIn, db: sqlite3.Connection) -> None:
    bring_in(
        Stated(CHICAGO_ITEM, HAMBURG_ITEM, start=year(1994), end=("2014-03-01T00:00:00Z", 10)), Stated(HAMBURG_ITEM, CHICAGO_ITEM)
    )
    ended = tie(db, make.CHICAGO, make.HAMBURG)
    assert told(ended) == {"signed": ["1994"], "ended": ["2014-03"]}
    assert ended.standing(TODAY).status is Status.ENDED
    assert "Q1055) gives no end" in ended.events[1].claims[0].claim.dispute


def test_an_end_of_unknown_date_and_one_to_come(bring_in: BringIn, db: sqlite3.Connection) -> None:
    bring_in(Stated(CHICAGO_ITEM, HAMBURG_ITEM, ended=True), Stated(CHICAGO_ITEM, LEIPZIG_ITEM, end=year(2030)))
    assert told(tie(db, make.CHICAGO, make.HAMBURG)) == {"ended": [None]}
    to_come = tie(db, make.CHICAGO, LEIPZIG)
    assert told(to_come) == {"listed": ["2026-11-22"]}
    assert to_come.events[0].claims[0].claim.note == "Wikidata says: until 2030."


def test_a_decade_is_kept_in_words_and_a_signing_to_come_is_none(bring_in: BringIn, db: sqlite3.Connection) -> None:
    bring_in(
        Stated(CHICAGO_ITEM, HAMBURG_ITEM, start=("1980-01-01T00:00:00Z", 8)),
        Stated(CHICAGO_ITEM, LEIPZIG_ITEM, start=year(2031)),
    )
    signed = tie(db, make.CHICAGO, make.HAMBURG).events[0]
    assert (signed.kind, signed.date, signed.claims[0].claim.note) == (EventKind.SIGNED, None, "Wikidata says: the 1980s.")
    assert told(tie(db, make.CHICAGO, LEIPZIG)) == {"listed": ["2026-11-22"]}


def test_what_editors_prefer_comes_first(bring_in: BringIn, db: sqlite3.Connection) -> None:
    bring_in(
        Stated(CHICAGO_ITEM, HAMBURG_ITEM, start=year(1995), name="one"),
        Stated(CHICAGO_ITEM, HAMBURG_ITEM, start=year(1994), rank="PreferredRank", name="two"),
        Stated(HAMBURG_ITEM, CHICAGO_ITEM, start=year(1066), rank="DeprecatedRank"),
    )
    signed = tie(db, make.CHICAGO, make.HAMBURG).events[0]
    assert signed.date == "1994"
    assert [said.claim.date for said in signed.claims] == ["1994", "1995"]


def test_what_wikidata_rests_on_is_told_in_the_note(bring_in: BringIn, db: sqlite3.Connection) -> None:
    reference = {
        "referenceUrl": "https://www.hamburg.de/x",
        "statedIn": "City list",
        "retrieved": "2015-03-01T00:00:00Z",
        "retrievedPrecision": "10",
    }
    bring_in(Stated(CHICAGO_ITEM, HAMBURG_ITEM, references=(reference, {"referenceUrl": "javascript:alert(1)"})))
    claim = tie(db, make.CHICAGO, make.HAMBURG).events[0].claims[0].claim
    assert claim.note == "Its reference: City list, https://www.hamburg.de/x (read March 2015)."


def test_nothing_hostile_gets_in(bring_in: BringIn, db: sqlite3.Connection) -> None:
    evil = "[**x**](javascript:alert(1)) <@1> '; DROP TABLE claim; --"
    references = tuple(
        {"referenceUrl": f"https://example.org/{number}", "statedIn": f"{evil} {'y' * 5000} {number}"} for number in range(50)
    )
    bring_in(Stated(replace(CHICAGO_ITEM, label=evil), HAMBURG_ITEM, references=references, name=evil * 100))
    claim = tie(db, make.CHICAGO, make.HAMBURG).events[0].claims[0].claim
    assert len(claim.note) <= 1500
    city = places.city(db, make.CHICAGO)
    assert city is not None
    assert city.name == "Chicago"


def test_a_city_of_the_gazetteer_is_added_with_its_first_tie(bring_in: BringIn, db: sqlite3.Connection) -> None:
    assert places.city(db, LEIPZIG) is None
    bring_in(Stated(LEIPZIG_ITEM, KYIV_ITEM), Stated(LEIPZIG_ITEM, CHICAGO_ITEM))
    city = places.city(db, LEIPZIG)
    assert city is not None
    assert (city.name, city.country_code, city.region) == ("Leipzig", "DE", "Saxony")


@pytest.mark.parametrize("geonames", [SIMFEROPOL, None])
def test_crimea_is_ukraine_whatever_wikidata_says(bring_in: BringIn, db: sqlite3.Connection, geonames: int | None) -> None:
    bring_in(Stated(Item(19566, "Simferopol", geonames, (44.95, 34.1), "RU"), HAMBURG_ITEM))
    city = places.city(db, SIMFEROPOL)
    assert city is not None
    assert city.country_code == "UA"
    assert pairings.exists(db, SIMFEROPOL, make.HAMBURG)


def test_a_place_without_geonames_id_is_found_by_name_country_and_distance(bring_in: BringIn, db: sqlite3.Connection) -> None:
    bring_in(Stated(replace(LEIPZIG_ITEM, geonames=None, label="Lipsk"), CHICAGO_ITEM))
    assert pairings.exists(db, LEIPZIG, make.CHICAGO)


@pytest.mark.parametrize(
    "odd",
    [
        {"point": (48.0, 11.0)}, {"country": "US"}, {"country": ""}, {"point": None}, {"label": ""}, {"label": "Nowhere"},
        {"geonames": 999_999_999, "label": "Nowhere"}, {"geonames": KYIV_ITEM.geonames, "label": "Nowhere"},
    ],
)  # fmt: skip
def test_a_place_that_is_not_surely_a_city_here_is_left_out_and_listed(
    bring_in: BringIn, db: sqlite3.Connection, odd: dict[str, object]
) -> None:
    before = content(db)
    report = bring_in(Stated(replace(LEIPZIG_ITEM, geonames=None), CHICAGO_ITEM), dry_run=True)
    assert report.places_not_found == 0
    fields: dict[str, object] = {"geonames": None, **odd}
    report = bring_in(Stated(replace(LEIPZIG_ITEM, **fields), CHICAGO_ITEM))  # type: ignore[arg-type] # each is of its field's type
    assert (report.added, report.places_not_found, report.ties_without_place) == (0, 1, 1)
    assert content(db) == before


def test_places_that_were_not_found_are_written_down_those_of_most_ties_first(bring_in: BringIn) -> None:
    formula = Item(5, '=HYPERLINK("x")', 77, None, "UA")
    report = bring_in(Stated(formula, KYIV_ITEM), Stated(ATLANTIS_ITEM, KYIV_ITEM), Stated(ATLANTIS_ITEM, CHICAGO_ITEM))
    with report.not_found.open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert first["place"] == "https://www.wikidata.org/wiki/Q30062"
    assert (first["label"], first["country"], first["latitude"], first["ties"]) == ("Atlantis", "US", "0.0", "2")
    assert second["label"] == '\'=HYPERLINK("x")'
    assert second["why"].startswith("its GeoNames id is not known here")
    assert list(report.lines())[-1] == "0 added, 0 confirmed, 0 to review, 2 places not found"


def test_two_items_that_are_one_city_make_one_tie(bring_in: BringIn, db: sqlite3.Connection) -> None:
    municipality = replace(LEIPZIG_ITEM, number=999)
    report = bring_in(
        Stated(LEIPZIG_ITEM, CHICAGO_ITEM, start=year(1990)),
        Stated(municipality, CHICAGO_ITEM, start=year(1991)),
        Stated(municipality, LEIPZIG_ITEM),
    )
    assert (report.added, report.folded) == (1, 2)
    assert told(tie(db, LEIPZIG, make.CHICAGO))["signed"] == ["1991", "1990"]


def test_a_pairing_that_was_retired_here_stays_away(bring_in: BringIn, db: sqlite3.Connection) -> None:
    bring_in(Stated(CHICAGO_ITEM, HAMBURG_ITEM, start=year(1994)))
    key = (tie(db, make.CHICAGO, make.HAMBURG).pairing.pairing_id,)
    gone = [Change(row.table_name, row.entry, None) for row in reversed(entries.whole(db, "pairings", key))]
    with database.transaction(db, "BEGIN IMMEDIATE"):
        changes.carry_out(db, gone, by=OPERATOR, at=NOW, why="it never was", guild_id=None)
    report = bring_in(Stated(CHICAGO_ITEM, HAMBURG_ITEM, start=year(1994)))
    assert (report.added, report.retired) == (0, 1)
    assert not pairings.exists(db, make.CHICAGO, make.HAMBURG)
    assert "1 pairing that was retired here stays away." in report.lines()


def test_a_server_s_own_pairing_is_no_reason_to_leave_out_the_shared_one(bring_in: BringIn, db: sqlite3.Connection) -> None:
    with database.transaction(db, "BEGIN IMMEDIATE"):
        entries.put(db, "pairings", make.pairing(500, make.CHICAGO, make.HAMBURG), guild_id=7)
        entries.put(db, "events", make.event(500, "signed", 500))
        entries.put(db, "claims", make.claim(500, 500, "1994"))
    assert bring_in(Stated(CHICAGO_ITEM, HAMBURG_ITEM)).added == 1


def test_all_is_one_revision_by_the_operator(bring_in: BringIn, db: sqlite3.Connection) -> None:
    bring_in(
        Stated(CHICAGO_ITEM, HAMBURG_ITEM), Stated(LEIPZIG_ITEM, KYIV_ITEM), Stated(CHICAGO_ITEM, KYIV_ITEM, start=year(1966))
    )
    found, count = revisions.newest(db, guild_id=None, shared=True, limit=10)
    assert count == 1
    assert (found[0].by, found[0].at) == (OPERATOR, NOW)
    assert "Wikidata" in found[0].why
    assert sum(change.table_name == "pairings" for change in found[0].changes) == 2


def test_a_dry_run_counts_and_writes_nothing(bring_in: BringIn, db: sqlite3.Connection) -> None:
    before = content(db)
    report = bring_in(Stated(CHICAGO_ITEM, HAMBURG_ITEM), Stated(CHICAGO_ITEM, KYIV_ITEM, start=year(1966)), dry_run=True)
    assert (report.added, report.to_review) == (1, 1)
    assert "Nothing was written (--dry-run). What a run would do:" in report.lines()
    assert content(db) == before


def test_if_anything_fails_nothing_was_written(bring_in: BringIn, db: sqlite3.Connection) -> None:
    db.execute("CREATE TRIGGER full BEFORE INSERT ON proposal BEGIN SELECT RAISE(ABORT, 'no room'); END")
    before = content(db)
    with pytest.raises(sqlite3.IntegrityError, match="no room"):
        bring_in(Stated(CHICAGO_ITEM, HAMBURG_ITEM), Stated(CHICAGO_ITEM, KYIV_ITEM, start=year(1966)))
    assert content(db) == before


def test_a_harvest_of_several_parts_is_still_one_revision(bring_in: BringIn, db: sqlite3.Connection, small_world: Path) -> None:
    with contextlib.closing(sqlite3.connect(small_world)) as world:
        ids = [
            row[0]
            for row in world.execute("SELECT city_id FROM place WHERE country_code IN ('UA', 'DE') ORDER BY city_id LIMIT 300")
        ]
    items = [Item(10_000 + number, "", city_id) for number, city_id in enumerate(ids)]
    statements = [
        Stated(one, other, start=year(1950 + at)) for at in range(1, 6) for one, other in zip(items, items[at:], strict=False)
    ]
    report = bring_in(*statements)
    assert report.added == len(statements) == 1485
    assert [row[0] for row in db.execute("SELECT count(*) FROM revision")] == [1]
    count, last = db.execute("SELECT count(*), max(position) FROM revision_change").fetchone()
    assert count == last > 3 * PART
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    again = bring_in(*statements)
    assert (again.added, again.confirmed) == (0, 1485)


def test_two_regions_make_a_tie_of_regions() -> None:
    one, other = (make.city(number, level="region") for number in (1, 2))
    assert kind_of(Tie(one, other)) is PairingKind.REGION
    assert kind_of(Tie(one, make.city(3))) is PairingKind.SISTER_CITY
