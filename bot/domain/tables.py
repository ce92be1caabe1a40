"""The tables of the catalogue: which model each holds, its key, and what its columns point to. The only declaration of that."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from bot.domain.counts import PublishedCount
from bot.domain.entry import Entry
from bot.domain.initiatives import Initiative, Organisation
from bot.domain.pairings import Claim, Event, Pairing
from bot.domain.places import City, CityName, Country, Occupation
from bot.domain.sources import Source

Key = tuple[str | int, ...]


@dataclass(frozen=True)
class Table:
    """One table: a CSV file of the package whose rows are of one model."""

    name: str
    word: str
    """What one row is called: ``city name``. The store's table has that name, with ``_`` for a blank."""
    model: type[Entry]
    title: str
    key: tuple[str, ...]
    """The columns that no two rows may share."""
    references: dict[str, str]
    """Column to the table that it points to (to that table's one key column)."""
    owned: bool = False
    """Whether a row may be a server's own. What hangs on such a row is that server's own with it."""

    @property
    def file_name(self) -> str:
        return f"{self.name}.csv"

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The CSV columns, which are the model's fields in their order."""
        return tuple(self.model.model_fields)

    def key_of(self, entry: Entry) -> Key:
        """What tells ``entry`` from all other rows of the table."""
        return tuple(getattr(entry, name) for name in self.key)


TABLES: tuple[Table, ...] = (
    Table("countries", "country", Country, "Countries", ("country_code",), {}),
    Table("sources", "source", Source, "Where the facts are from", ("source_id",), {}),
    Table("cities", "city", City, "Places that can be a party to a pairing", ("city_id",), {"country_code": "countries"}),
    Table(
        "city_names", "city name", CityName, "Other names of places", ("city_id", "name", "kind", "language"),
        {"city_id": "cities", "source_id": "sources"},
    ),
    Table(
        "occupied", "occupation", Occupation, "Who held a place of Ukraine on a date", ("city_id", "control", "as_of", "source_id"),
        {"city_id": "cities", "source_id": "sources"},
    ),
    Table("pairings", "pairing", Pairing, "Ties of two places", ("pairing_id",), {"city_a": "cities", "city_b": "cities"}, owned=True),
    Table(
        "events", "event", Event, "What happened to a pairing, or to a place", ("event_id",),
        {"pairing_id": "pairings", "by_city": "cities", "city_id": "cities", "other_city_id": "cities"},
    ),
    Table("claims", "claim", Claim, "What each source says of an event", ("claim_id",), {"event_id": "events", "source_id": "sources"}),
    Table(
        "organisations", "organisation", Organisation, "Who runs initiatives", ("organisation_id",),
        {"country_code": "countries", "home_city_id": "cities", "source_id": "sources"},
    ),
    Table(
        "initiatives", "initiative", Initiative, "What is done for a place", ("initiative_id",),
        {
            "beneficiary_id": "cities", "country_code": "countries", "organiser_city_id": "cities",
            "organisation_id": "organisations", "source_id": "sources",
        },
        owned=True,
    ),
    Table(
        "published_counts", "published count", PublishedCount, "Counts that others published", ("count_id",),
        {"country_code": "countries", "other_country_code": "countries", "source_id": "sources"},
    ),
)  # fmt: skip

BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}


def table_of(model: type[Entry]) -> Table:
    """The table whose rows are of ``model``."""
    return next(table for table in TABLES if table.model is model)
