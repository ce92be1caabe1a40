"""Numbers for rows that come without one: the one of the row that says the same already, or else the next free one of the store.

Nothing can point to such a row within its import. What has to be pointed to brings a number of its own choice, from :data:`CHOSEN`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from itertools import islice

from bot.domain.entry import Entry
from bot.domain.tables import BY_NAME, Table
from bot.store import entries
from bot.store.database import Connection
from bot.store.entries import key_text
from bot.store.staging import ROWS_AT_ONCE, Staging

CHOSEN = range(1_500_000_001, entries.OWN_IDS - 1)
"""Numbers that neither the shipped catalogue nor a store ever gives, for rows of one import that refer to each other."""
POINTED_TO = frozenset({"pairings", "events"})
"""Tables whose rows nothing stands for alone: a pairing needs an event, an event a claim, and these name it."""
_ANY = 1


def own_number(table: Table) -> str:
    """The column that numbers the rows of a table; nothing if they have another key."""
    return table.key[0] if len(table.key) == 1 and table.key[0].endswith("_id") else ""


def comes_without(table: Table, cells: Mapping[str, object]) -> bool:
    """Whether a row is to get its number here."""
    own = own_number(table)
    return bool(own) and table.name not in POINTED_TO and cells.get(own) in (None, "")


def with_any(table: Table, cells: Mapping[str, object]) -> dict[str, object]:
    """A row that came without a number, with one that lets its model look at the rest."""
    return {**cells, own_number(table): _ANY}


def content_of(table: Table, entry: Entry) -> str:
    """What stands in the place of a row's key as long as it has no number: the same for rows that differ in nothing else."""
    return key_text(("new", hashlib.sha256(without_number(table, entry).encode()).hexdigest()[:32]))


def without_number(table: Table, entry: Entry) -> str:
    """All that a row says but for its number, as JSON."""
    return entry.model_dump_json(exclude={own_number(table)})


def is_content(key: str) -> bool:
    """Whether a key is what :func:`content_of` made."""
    return key.startswith('["new",')


def find_standing(db: Connection, staged: Staging) -> None:
    """Give rows that say what a row of the shared catalogue says already that row's number; all others lose what they were given."""
    staged.forget_numbers()
    for table_name in staged.tables_without_numbers():
        table = BY_NAME[table_name]
        standing = entries.every(db, table_name, shared_only=True)
        while some := list(islice(standing, ROWS_AT_ONCE)):
            staged.number(table_name, ((content_of(table, row.entry), key_text(row.key)) for row in some))


def give_next(db: Connection, staged: Staging, *, reserve: bool) -> None:
    """Number the rows that still have none.

    Args:
        reserve: nobody else gets these numbers from now on; ``db`` has to be in a write transaction. Else they only look as they
            would come out.
    """
    for table_name in staged.tables_without_numbers():
        free = _reserved(db, table_name) if reserve else entries.free_ids(db, table_name)
        unused = (number for number in free if staged.row(table_name, key_text((number,))) is None)
        for some in staged.without_numbers(table_name):
            staged.number(table_name, [(content, key_text((next(unused),))) for content in some])


def _reserved(db: Connection, table_name: str) -> Iterator[int]:
    while True:
        yield entries.new_id(db, table_name)
