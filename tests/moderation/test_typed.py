"""What is typed into the fields of a form becomes an entry, or every mistake is named in its field."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.pairings import Pairing
from bot.domain.tables import TABLES
from bot.errors import FieldUnclear
from bot.moderation import typed
from bot.store import entries
from bot.store.entries import Stored
from tests.factories import HAMBURG, KYIV, LOS_ANGELES, MOSCOW, TODAY, new_tie
from tests.moderation.desk import OURS, THEIRS, done


def stored(db: sqlite3.Connection, table_name: str, *key: str | int) -> Stored:
    found = entries.find(db, table_name, key)
    assert found is not None
    return found


def test_an_entry_form_clears_what_is_emptied_and_keeps_the_rest(db: sqlite3.Connection) -> None:
    change = typed.edited(db, stored(db, "initiatives", 2), {"ask": "", "check_by": " ", "note": "By lorry."}, TODAY)
    assert change.fields == ["ask", "check_by", "note"]
    assert getattr(change.after, "ask", "") is None


def test_every_mistake_of_a_form_is_named_at_once(db: sqlite3.Connection) -> None:
    with pytest.raises(FieldUnclear) as refused:
        typed.edited(
            db,
            stored(db, "initiatives", 2),
            {"title": "", "started": "last year", "beneficiary_id": "77", "sector": "x", "nonsense": "1", "initiative_id": "9"},
            TODAY,
        )
    assert set(refused.value.errors) == {"title", "started", "beneficiary_id", "sector", "nonsense", "initiative_id"}
    assert refused.value.errors["beneficiary_id"] == "There is no city 77 here."


def test_two_cities_are_put_in_their_order(db: sqlite3.Connection) -> None:
    made = typed.added(db, "pairings", {"city_a": str(LOS_ANGELES), "city_b": str(HAMBURG), "kind": "friendship"}, TODAY)
    assert isinstance(made, Pairing)
    assert (made.city_a, made.city_b) == (HAMBURG, LOS_ANGELES)
    assert made.pairing_id >= entries.OWN_IDS
    with pytest.raises(FieldUnclear, match="two different cities"):
        typed.added(
            db,
            "pairings",
            {"city_a": str(KYIV), "city_b": str(KYIV), "kind": "region"},
            TODAY,
        )


def test_what_is_missing_in_a_new_entry_is_named(db: sqlite3.Connection) -> None:
    with pytest.raises(FieldUnclear) as refused:
        typed.added(db, "sources", {"url": "https://example.org/x"}, TODAY)
    assert refused.value.errors == {"publisher": "This is needed.", "grade": "This is needed."}


def test_another_servers_pairing_cannot_be_named(db: sqlite3.Connection) -> None:
    for change in new_tie(60, HAMBURG, MOSCOW, THEIRS):
        done(db, entries.put, change.table_name, change.entry, THEIRS)
    with pytest.raises(FieldUnclear, match="There is no pairing 60 here"):
        typed.added(db, "events", {"pairing_id": "60", "kind": "ended"}, TODAY, OURS)
    theirs = typed.added(db, "events", {"pairing_id": "60", "kind": "ended"}, TODAY, THEIRS)
    assert getattr(theirs, "pairing_id", None) == 60


@given(table=st.sampled_from(TABLES), data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_whatever_is_typed_into_a_form_becomes_an_entry_or_named_mistakes(
    db: sqlite3.Connection, table: Any, data: st.DataObject
) -> None:
    written = st.text(max_size=40) | st.sampled_from(
        ["1", "2022", "UA", "0x1", "1e5", "9" * 30, "nan", "https://[", "http://a b", "-1", "²"]
    )
    values = data.draw(st.dictionaries(st.sampled_from([*table.columns, "nonsense"]), written))
    named: list[FieldUnclear] = []
    try:
        made = typed.added(db, table.name, values, TODAY)
    except FieldUnclear as mistakes:
        named.append(mistakes)
    else:
        assert isinstance(made, table.model)
    for each in list(entries.every(db, table.name))[:2]:
        try:
            change = typed.edited(db, each, values, TODAY)
        except FieldUnclear as mistakes:
            named.append(mistakes)
        else:
            assert change.key == each.key
    assert all(mistakes.errors for mistakes in named)
