"""A new edition of the catalogue that ships takes the place of the old one, and what moderators here changed stays as they left it."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.domain.changes import Change
from bot.domain.entry import Entry
from bot.domain.initiatives import Initiative
from bot.domain.pairings import Claim, Event, Pairing
from bot.domain.places import City, CityName, Country, Occupation
from bot.domain.sources import Source
from bot.domain.tables import table_of
from bot.store import database, entries, loading, pairings
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
    Loadable,
    added,
    city,
    claim,
    edited,
    event,
    initiative,
    new_tie,
    organisation,
    pairing,
    retired,
    small_catalogue,
    source,
)
from tests.store.keeping import OURS, OWN, Dump, carry_out, dump, row, unsound

SHIPPED = 900
"""From here on are the numbers of what a new edition brings."""

Row = tuple[type[Entry], str | int]
"""A row by its kind and the first part of its key."""


def edition(without: Sequence[Row] = (), *more: Entry) -> Loadable:
    """The small catalogue without some rows and with others instead or besides."""
    gone = {*without, *((type(entry), table_of(type(entry)).key_of(entry)[0]) for entry in more)}
    return [
        (
            model,
            [
                *(entry for entry in rows if (model, table_of(model).key_of(entry)[0]) not in gone),
                *(entry for entry in more if type(entry) is model),
            ],
        )
        for model, rows in small_catalogue()
    ]


def bring_out(path: Path, catalogue: Loadable | None = None) -> None:
    """Have the bot start with another edition, and see that what it holds then fits together."""
    loading.replace(path, small_catalogue() if catalogue is None else catalogue, {loading.FINGERPRINT: "new"})
    with contextlib.closing(database.connect(path, read_only=True)) as db:
        assert unsound(db) == []


def known(db: sqlite3.Connection, model: type[Entry], *key: str | int) -> bool:
    return entries.find(db, table_of(model).name, key) is not None


def told_of(db: sqlite3.Connection, number: int) -> list[tuple[str, str | int]]:
    return [(stored.table_name, stored.key[0]) for stored in entries.whole(db, "pairings", (number,))[1:]]


def differences(before: Dump, after: Dump) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def retire(db: sqlite3.Connection, table_name: str, number: int) -> None:
    carry_out(db, *(retired(stored.entry) for stored in entries.whole(db, table_name, (number,))))


def test_where_nothing_was_changed_here_a_new_edition_is_the_edition(path: Path, db: sqlite3.Connection, tmp_path: Path) -> None:
    catalogue = edition([(Claim, 9), (Event, 6)], city(1, "Newtown"), source(1, publisher="Block Club"))
    fresh = tmp_path / "fresh.sqlite"
    loading.build(fresh, catalogue, {})

    bring_out(path, catalogue)

    with contextlib.closing(database.connect(fresh)) as new:
        assert dump(db) == dump(new)


@pytest.mark.parametrize(
    "change",
    [
        lambda db: edited(row(db, "cities", KYIV), population=3_000_000),
        lambda db: edited(row(db, "claims", 2), note="on page 3"),
        lambda db: edited(row(db, "events", 2), by_city=None),
        lambda db: edited(row(db, "pairings", 1), kind="friendship"),
        lambda db: edited(row(db, "initiatives", 1), state="completed"),
        lambda db: edited(row(db, "sources", 6), grade="D"),
        lambda db: edited(row(db, "countries", "DE"), other_names="Deutschland"),
        lambda db: edited(row(db, "published_counts", 1), count=51),
        lambda db: edited(row(db, "organisations", 1), what="A charity"),
        lambda db: edited(row(db, "city_names", KYIV, "Kiev", "old_spelling", "en"), decided_by="usage"),
    ],
)
def test_an_edited_row_stays_edited_edition_after_edition(
    path: Path, db: sqlite3.Connection, change: Callable[[sqlite3.Connection], Change]
) -> None:
    carry_out(db, change(db))
    after = dump(db)

    bring_out(path)
    assert dump(db) == after
    bring_out(path, edition([], city(1, "Newtown")))
    bring_out(path)

    assert dump(db) == after


def test_a_new_edition_says_anew_what_was_not_changed_here(path: Path, db: sqlite3.Connection) -> None:
    carry_out(db, edited(row(db, "claims", 2), note="on page 3"))

    bring_out(path, edition([], claim(3, 2, "2022-03-02", source_id=1), claim(2, 2, "2022-03-04", source_id=1)))

    assert getattr(row(db, "claims", 3), "date", "") == "2022-03-02"
    assert getattr(row(db, "claims", 2), "date", "") == "2022-02-28"


def test_what_was_taken_back_here_is_as_the_edition_last_had_it(path: Path, db: sqlite3.Connection) -> None:
    before = dump(db)
    done = carry_out(db, *new_tie(OWN, LOS_ANGELES, MOSCOW))
    carry_out(db, *(change.reverse for change in reversed(done.changes)))

    bring_out(path)

    assert dump(db) == before


def test_a_retired_row_stays_away_edition_after_edition(path: Path, db: sqlite3.Connection) -> None:
    retire(db, "pairings", 1)
    retire(db, "events", 7)
    retire(db, "claims", 6)
    carry_out(db, retired(row(db, "city_names", KYIV, "Kiev", "old_spelling", "en")), retired(row(db, "initiatives", 3)))
    after = dump(db)

    for _ in range(2):
        bring_out(path)
        assert dump(db) == after


def test_what_a_new_edition_tells_more_of_a_retired_pairing_stays_away_too(path: Path, db: sqlite3.Connection) -> None:
    retire(db, "pairings", 1)
    after = dump(db)

    bring_out(path, edition([], event(SHIPPED, "visit", 1), claim(SHIPPED, SHIPPED, "2023")))

    assert dump(db) == after


def test_a_city_that_was_retired_with_its_pairings_stays_away(path: Path, db: sqlite3.Connection) -> None:
    """It is retired after what names it, and so it must be by the next start."""
    gone = [*entries.whole(db, "pairings", (4,)), *entries.hanging_on(db, "cities", (SAN_JOSE,))]
    rows = {(stored.table_name, stored.key): stored.entry for stored in gone}
    carry_out(db, *map(retired, rows.values()), retired(row(db, "cities", SAN_JOSE)))
    after = dump(db)

    bring_out(path)

    assert dump(db) == after


def test_a_retired_city_is_there_again_if_a_new_edition_pairs_it(path: Path, db: sqlite3.Connection) -> None:
    retire(db, "pairings", 4)
    carry_out(db, retired(row(db, "cities", SAN_JOSE)))

    new = [pairing(SHIPPED, SAN_JOSE, KYIV), event(SHIPPED, "signed", SHIPPED), claim(SHIPPED, SHIPPED, "2026")]
    bring_out(path, edition([], *new))

    assert known(db, City, SAN_JOSE)
    assert not known(db, Pairing, 4)
    assert told_of(db, SHIPPED) == [("events", SHIPPED), ("claims", SHIPPED)]


def test_an_added_pairing_that_the_new_edition_has_too_gives_its_events_to_it(path: Path, db: sqlite3.Connection) -> None:
    carry_out(db, *new_tie(OWN, LOS_ANGELES, MOSCOW))
    new = [pairing(SHIPPED, LOS_ANGELES, MOSCOW), event(SHIPPED, "listed", SHIPPED), claim(SHIPPED, SHIPPED, "2026")]

    for _ in range(2):
        bring_out(path, edition([], *new))

        assert not known(db, Pairing, OWN)
        assert told_of(db, SHIPPED) == [("events", SHIPPED), ("claims", SHIPPED), ("events", OWN), ("claims", OWN)]


def test_a_pairing_that_the_next_edition_lacks_again_stays_for_what_was_entered_here(path: Path, db: sqlite3.Connection) -> None:
    carry_out(db, *new_tie(OWN, LOS_ANGELES, MOSCOW))
    bring_out(
        path, edition([], pairing(SHIPPED, LOS_ANGELES, MOSCOW), event(SHIPPED, "listed", SHIPPED), claim(SHIPPED, SHIPPED))
    )

    bring_out(path)

    found = pairings.of_pair(db, LOS_ANGELES, MOSCOW)
    assert found is not None
    assert told_of(db, found.pairing.pairing_id) == [("events", OWN), ("claims", OWN)]


def test_a_pairing_that_was_retired_and_entered_anew_is_the_new_one(path: Path, db: sqlite3.Connection) -> None:
    retire(db, "pairings", 1)
    carry_out(db, *new_tie(OWN, CHICAGO, MOSCOW))
    after = dump(db)

    bring_out(path)

    assert dump(db) == after


def test_what_the_kept_rows_rest_on_stays_and_nothing_more(path: Path, db: sqlite3.Connection) -> None:
    carry_out(db, *new_tie(OWN, MARIUPOL, SAINT_PETERSBURG), added(claim(OWN + 1, 5, "2022-03-09", source_id=2)))
    gone: list[Row] = [
        *((City, number) for number in (MARIUPOL, SAINT_PETERSBURG, SAN_JOSE, YEKATERINBURG)),
        *((Pairing, number) for number in (2, 3, 4)),
        *((Event, number) for number in (3, 4, 5)),
        *((Claim, number) for number in (4, 5, 6, 7, 8)),
        (Source, 2), (Initiative, 4), (CityName, SAINT_PETERSBURG), (Occupation, MARIUPOL),
    ]  # fmt: skip

    bring_out(path, edition(gone))

    assert told_of(db, OWN) == [("events", OWN), ("claims", OWN)]
    assert told_of(db, 4) == [("events", 5), ("claims", OWN + 1)]
    assert known(db, Source, 2)
    assert all(known(db, City, number) for number in (MARIUPOL, SAINT_PETERSBURG, SAN_JOSE, YEKATERINBURG))
    assert not known(db, Pairing, 3)
    assert not known(db, Claim, 8)


WITHOUT_SAN_JOSE: list[Row] = [(Pairing, 4), (Event, 5), (Claim, 8)]


def test_an_edited_pairing_that_the_new_edition_lacks_stays_with_what_is_told_of_it(path: Path, db: sqlite3.Connection) -> None:
    carry_out(db, edited(row(db, "pairings", 4), note="kept by both"))
    after = dump(db)

    bring_out(path, edition(WITHOUT_SAN_JOSE))
    assert dump(db) == after
    bring_out(path, edition([*WITHOUT_SAN_JOSE, (Source, 4), (Event, 10), (Claim, 13)]))

    assert told_of(db, 4) == [("events", 5), ("claims", 8)]
    assert known(db, Source, 4)


def test_an_edited_event_that_the_new_edition_lacks_stays_with_what_is_claimed_of_it(path: Path, db: sqlite3.Connection) -> None:
    carry_out(db, edited(row(db, "events", 2), kind="ended"))
    after = dump(db)

    bring_out(path, edition([(Event, 2), (Claim, 2), (Claim, 3)]))

    assert dump(db) == after


def test_an_event_that_was_moved_to_another_pairing_stays_there_with_its_claims(path: Path, db: sqlite3.Connection) -> None:
    """As when two pairings are merged: one goes, and what was told of it is told of the other."""
    carry_out(
        db,
        edited(row(db, "events", 7), pairing_id=2),
        *(retired(stored.entry) for stored in entries.whole(db, "events", (6,))),
        retired(row(db, "pairings", 5)),
    )
    after = dump(db)
    assert told_of(db, 2) == [("events", 3), ("claims", 4), ("events", 7), ("claims", 10)]

    bring_out(path)

    assert dump(db) == after


def test_what_an_edition_tells_only_by_retired_rows_goes_with_them(path: Path, db: sqlite3.Connection) -> None:
    """Here another event was left; the new edition has none but the one that was retired here."""
    retire(db, "events", 2)

    bring_out(path, edition([(Event, 1), (Claim, 1)]))

    assert not known(db, Pairing, 1)
    assert known(db, Pairing, 5)


def test_a_pairing_that_got_another_city_here_has_no_acts_of_the_former_one(path: Path, db: sqlite3.Connection) -> None:
    carry_out(db, edited(row(db, "pairings", 1), city_a=HAMBURG, city_b=CHICAGO))

    bring_out(path, edition([], event(SHIPPED, "ended", 1, by_city=MOSCOW), claim(SHIPPED, SHIPPED, "2026")))

    assert row(db, "pairings", 1) == pairing(1, HAMBURG, CHICAGO)
    assert row(db, "events", SHIPPED) == event(SHIPPED, "ended", 1)
    assert row(db, "events", 2) == event(2, "suspended", 1, by_city=CHICAGO)


def test_a_pairing_that_got_cities_here_which_the_new_edition_pairs_too_is_that_one(path: Path, db: sqlite3.Connection) -> None:
    carry_out(db, edited(row(db, "pairings", 4), city_a=LOS_ANGELES, city_b=SAN_JOSE))
    new = [pairing(SHIPPED, LOS_ANGELES, SAN_JOSE), event(SHIPPED, "listed", SHIPPED), claim(SHIPPED, SHIPPED, "2026")]

    bring_out(path, edition([], *new))

    assert told_of(db, SHIPPED) == [("events", SHIPPED), ("claims", SHIPPED)]
    assert row(db, "pairings", 4) == pairing(4, SAN_JOSE, YEKATERINBURG)


def test_what_servers_entered_stays_beside_what_was_changed_of_the_catalogue(path: Path, db: sqlite3.Connection) -> None:
    carry_out(db, added(source(OWN)), *new_tie(OWN, MARIUPOL, YEKATERINBURG, OURS, source_id=OWN), guild_id=OURS)
    carry_out(db, added(initiative(OWN, KYIV, "Ours", source_id=OWN), OURS), guild_id=OURS)
    carry_out(db, *new_tie(OWN + 1, MARIUPOL, YEKATERINBURG))
    after = dump(db)

    bring_out(path)
    assert dump(db) == after
    bring_out(path, edition([(City, MARIUPOL), (Initiative, 4), (Occupation, MARIUPOL)]))

    assert differences(after, dump(db)) == {"initiatives", "occupied"}
    owned = [stored.guild_id for stored in entries.every(db, "pairings") if stored.key[0] in (OWN, OWN + 1)]
    assert owned == [OURS, None]


def test_a_servers_pairing_does_not_become_that_of_a_new_edition(path: Path, db: sqlite3.Connection) -> None:
    carry_out(db, *new_tie(OWN, LOS_ANGELES, MOSCOW, OURS), guild_id=OURS)

    bring_out(
        path, edition([], pairing(SHIPPED, LOS_ANGELES, MOSCOW), event(SHIPPED, "listed", SHIPPED), claim(SHIPPED, SHIPPED))
    )

    assert told_of(db, OWN) == [("events", OWN), ("claims", OWN)]
    assert told_of(db, SHIPPED) == [("events", SHIPPED), ("claims", SHIPPED)]


def test_an_organisation_that_was_added_stays_with_its_city_and_country(path: Path, db: sqlite3.Connection) -> None:
    carry_out(db, added(organisation(OWN, "Help from Hamburg", country_code="DE", home_city_id=HAMBURG, source_id=5)))
    gone: list[Row] = [
        (City, HAMBURG), (Country, "DE"), (Source, 5), (Pairing, 6), (Event, 8), (Event, 9), (Claim, 11), (Claim, 12),
        (Initiative, 1), (Initiative, 6),
    ]  # fmt: skip

    bring_out(path, edition(gone))

    assert known(db, City, HAMBURG)
    assert known(db, Source, 5)
    assert not known(db, Pairing, 6)


def test_an_edition_that_does_not_fit_together_leaves_the_store_as_it_was(path: Path, db: sqlite3.Connection) -> None:
    carry_out(db, *new_tie(OWN, LOS_ANGELES, MOSCOW))
    before = dump(db)

    with pytest.raises(sqlite3.IntegrityError):
        bring_out(path, edition([], event(SHIPPED, pairing_id=12345)))

    assert dump(db) == before
