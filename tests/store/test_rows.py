"""What goes into the store comes out of it."""

from __future__ import annotations

import contextlib
import string
from collections.abc import Iterator
from typing import Any

import pytest
import sqlite_utils
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.entry import LARGEST, Entry
from bot.domain.places import City
from bot.store import database, loading
from bot.store.rows import columns, entry, values, width
from tests.domain.test_dates import written
from tests.factories import CHICAGO, city, pairing

IDS = st.integers(1, LARGEST)
LETTERS = st.characters(codec="utf-8", exclude_characters="\0")
TEXTS: dict[str, st.SearchStrategy[str]] = {
    "country_code": st.sampled_from(["UA", "US"]),
    "other_country_code": st.sampled_from(["UA", "US"]),
    "url": st.sampled_from(["https://example.org/?a=1&b='2'", "http://xn--80ak6aa92e.com"]),
    "link": st.sampled_from(["", "https://example.org"]),
    "citation": st.text(LETTERS, min_size=1, max_size=40).filter(str.strip),
}
"""What not any text may stand in."""
DATES = frozenset(
    ["until", "as_of", "date", "published", "started", "last_seen", "check_by", "link_added", "link_approved", "link_expires"]
)
VERIFIED_BY = ("link_added_by", "link_added", "link_approved_by", "link_approved", "link_expires")
"""What a verified link has all of."""


def any_field(name: str, schema: dict[str, Any], definitions: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Whatever a field of the model takes, by its JSON schema."""
    if "anyOf" in schema:
        return st.one_of([any_field(name, each, definitions) for each in schema["anyOf"]])
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "null":
        return st.none()
    if schema["type"] == "integer":
        return st.integers(schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1), LARGEST)
    if schema["type"] == "number":
        return st.floats(schema["minimum"], schema["maximum"])
    if name in DATES:
        return written()
    if name in TEXTS:
        return TEXTS[name]
    return st.text(LETTERS, min_size=schema.get("minLength", 0), max_size=20).filter(
        lambda text: text.strip() or not schema.get("minLength")
    )


def anything(model: type[Entry]) -> st.SearchStrategy[Entry]:
    """Any value of a model."""
    schema = model.model_json_schema()
    fields = {name: any_field(name, each, schema.get("$defs", {})) for name, each in schema["properties"].items()}
    if "city_a" in fields:
        two = st.lists(IDS, min_size=2, max_size=2, unique=True).map(sorted)
        return st.builds(
            lambda cells, pair: model.model_validate({**cells, "city_a": pair[0], "city_b": pair[1]}),
            st.fixed_dictionaries(fields),
            two,
        )
    if "link_added_by" in fields:
        return st.fixed_dictionaries(fields).filter(can_be_verified).map(model.model_validate)
    return st.fixed_dictionaries(fields).map(model.model_validate)


def can_be_verified(cells: dict[str, Any]) -> bool:
    """Whether the cells of an initiative that says it is verified say by whom and when; any others do."""
    whole = (
        cells["link"]
        and None not in [cells[name] for name in VERIFIED_BY]
        and cells["link_added_by"] != cells["link_approved_by"]
    )
    return cells["verification"] != "verified" or bool(whole)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[database.Connection]:
    """An empty store that does not ask whether what an entry names is there."""
    path = tmp_path_factory.mktemp("store") / "empty.sqlite"
    loading.build(path, [], {})
    with contextlib.closing(database.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        yield connection


@pytest.mark.parametrize("model", loading.TABLES, ids=lambda model: str(model.__name__))
@given(data=st.data())
def test_an_entry_comes_out_of_the_store_as_it_went_in(
    empty: database.Connection, model: type[Entry], data: st.DataObject
) -> None:
    item = data.draw(anything(model))
    table = loading.TABLES[model]
    row = values(item)
    empty.execute("BEGIN")
    try:
        names = ", ".join(row)
        empty.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in row)})", row)

        found = empty.execute(f"SELECT {columns(model, table)} FROM {table}").fetchone()

        again = entry(model, found)
        assert again == item
        assert [type(value) for _, value in again] == [type(value) for _, value in item]
    finally:
        empty.execute("ROLLBACK")


def test_two_entries_of_one_row_are_read_each_from_its_columns(empty: database.Connection) -> None:
    chicago = city(CHICAGO, "Chicago", "US", latitude=41.85, longitude=-87.65)
    cells = [*values(pairing()).values(), *values(chicago).values()]
    row = empty.execute(f"SELECT {', '.join('?' * len(cells))}", cells).fetchone()

    assert entry(City, row, width(type(pairing()))) == chicago


@pytest.mark.parametrize("model", loading.TABLES, ids=lambda model: str(model.__name__))
def test_a_table_has_the_columns_of_its_model_in_words(empty: database.Connection, model: type[Entry]) -> None:
    table = sqlite_utils.Database(empty).table(loading.TABLES[model])

    names = [column.name for column in table.columns if column.name != "guild_id"]
    assert sorted(names) == sorted(model.model_fields)
    assert set(table.name + "".join(model.model_fields)) <= set(string.ascii_lowercase + "_")
