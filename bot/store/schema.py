"""The tables of the store, as migrations. A migration that has been released is never changed; a new one is added."""

from __future__ import annotations

from enum import StrEnum

from sqlite_utils import Database, Migrations

from bot.domain.initiatives import Ask, Purpose, Sector, State, Verification
from bot.domain.pairings import DateIs, EventKind, PairingKind
from bot.domain.places import Control, Level, NameKind
from bot.domain.sources import Grade
from bot.store import schema_announcements, schema_moderation

MIGRATIONS = Migrations("twinbot")


def _one_of(column: str, words: type[StrEnum]) -> str:
    return f"{column} TEXT NOT NULL CHECK ({column} IN ({', '.join(repr(str(word)) for word in words)}))"


@MIGRATIONS()
def m001_catalogue(db: Database) -> None:
    """The catalogue: every table that ``data/`` ships, and a table of what was loaded."""
    for statement in _CATALOGUE:
        db.execute(statement)


@MIGRATIONS()
def m002_moderation(db: Database) -> None:
    """What moderators need: a link's two checks, servers' settings, proposals, revisions, reports, and what links answered."""
    for statement in schema_moderation.STATEMENTS:
        db.execute(statement)


@MIGRATIONS()
def m003_announcements(db: Database) -> None:
    """What is announced, where and when; what fell due, what was delivered, and what members watch."""
    for statement in schema_announcements.STATEMENTS:
        db.execute(statement)


_CATALOGUE = (
    "CREATE TABLE country (country_code TEXT PRIMARY KEY, name TEXT NOT NULL, name_in_sentence TEXT NOT NULL, other_names TEXT NOT NULL DEFAULT '')",
    """CREATE TABLE source (
        source_id INTEGER PRIMARY KEY,
        url TEXT NOT NULL DEFAULT '',
        citation TEXT NOT NULL DEFAULT '',
        publisher TEXT NOT NULL,
        """ + _one_of("grade", Grade) + """,
        copy_of TEXT NOT NULL DEFAULT '',
        published TEXT,
        CHECK (url <> '' OR citation <> ''))""",
    """CREATE TABLE city (
        city_id INTEGER PRIMARY KEY,
        geonames_id INTEGER UNIQUE,
        name TEXT NOT NULL,
        country_code TEXT NOT NULL REFERENCES country(country_code),
        region TEXT NOT NULL DEFAULT '',
        region_code TEXT NOT NULL DEFAULT '',
        """ + _one_of("level", Level) + """,
        latitude REAL CHECK (latitude BETWEEN -90 AND 90),
        longitude REAL CHECK (longitude BETWEEN -180 AND 180),
        population INTEGER CHECK (population >= 0),
        note TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX city_by_country ON city(country_code)",
    """CREATE TABLE city_name (
        city_id INTEGER NOT NULL REFERENCES city(city_id),
        name TEXT NOT NULL,
        """ + _one_of("kind", NameKind) + """,
        language TEXT NOT NULL DEFAULT '',
        until TEXT,
        decided_by TEXT NOT NULL DEFAULT '',
        source_id INTEGER REFERENCES source(source_id),
        PRIMARY KEY (city_id, name, kind, language))""",
    """CREATE TABLE occupation (
        city_id INTEGER NOT NULL REFERENCES city(city_id),
        """ + _one_of("control", Control) + """,
        as_of TEXT NOT NULL,
        source_id INTEGER NOT NULL REFERENCES source(source_id),
        PRIMARY KEY (city_id, control, as_of, source_id))""",
    """CREATE TABLE pairing (
        pairing_id INTEGER PRIMARY KEY,
        city_a INTEGER NOT NULL REFERENCES city(city_id),
        city_b INTEGER NOT NULL REFERENCES city(city_id),
        """ + _one_of("kind", PairingKind) + """,
        note TEXT NOT NULL DEFAULT '',
        guild_id INTEGER,
        CHECK (city_a < city_b))""",
    "CREATE UNIQUE INDEX pairing_by_cities ON pairing(city_a, city_b, coalesce(guild_id, 0))",
    "CREATE INDEX pairing_by_other_city ON pairing(city_b)",
    """CREATE TABLE event (
        event_id INTEGER PRIMARY KEY,
        pairing_id INTEGER REFERENCES pairing(pairing_id),
        """ + _one_of("kind", EventKind) + """,
        by_city INTEGER REFERENCES city(city_id),
        city_id INTEGER REFERENCES city(city_id),
        other_city_id INTEGER REFERENCES city(city_id))""",
    "CREATE INDEX event_by_pairing ON event(pairing_id)",
    """CREATE TABLE claim (
        claim_id INTEGER PRIMARY KEY,
        event_id INTEGER NOT NULL REFERENCES event(event_id),
        source_id INTEGER REFERENCES source(source_id),
        date TEXT,
        """ + _one_of("date_is", DateIs) + """,
        decided_by TEXT NOT NULL DEFAULT '',
        words TEXT NOT NULL DEFAULT '',
        condition TEXT NOT NULL DEFAULT '',
        note TEXT NOT NULL DEFAULT '',
        dispute TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX claim_by_event ON claim(event_id)",
    """CREATE TABLE organisation (
        organisation_id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        domain TEXT NOT NULL DEFAULT '',
        country_code TEXT REFERENCES country(country_code),
        home_city TEXT NOT NULL DEFAULT '',
        home_city_id INTEGER REFERENCES city(city_id),
        register_name TEXT NOT NULL DEFAULT '',
        register_number TEXT NOT NULL DEFAULT '',
        what TEXT NOT NULL DEFAULT '',
        source_id INTEGER REFERENCES source(source_id))""",
    """CREATE TABLE initiative (
        initiative_id INTEGER PRIMARY KEY,
        beneficiary_id INTEGER REFERENCES city(city_id),
        country_code TEXT NOT NULL REFERENCES country(country_code),
        title TEXT NOT NULL,
        """ + _one_of("sector", Sector) + """,
        ask TEXT CHECK (ask IN (""" + ", ".join(repr(str(ask)) for ask in Ask) + """)),
        """ + _one_of("purpose", Purpose) + """,
        """ + _one_of("state", State) + """,
        started TEXT,
        last_seen TEXT,
        check_by TEXT,
        organiser TEXT NOT NULL,
        organiser_city TEXT NOT NULL DEFAULT '',
        organiser_city_id INTEGER REFERENCES city(city_id),
        organisation_id INTEGER REFERENCES organisation(organisation_id),
        link TEXT NOT NULL DEFAULT '',
        """ + _one_of("verification", Verification) + """,
        note TEXT NOT NULL DEFAULT '',
        source_id INTEGER NOT NULL REFERENCES source(source_id),
        guild_id INTEGER)""",
    "CREATE INDEX initiative_by_beneficiary ON initiative(beneficiary_id)",
    "CREATE INDEX initiative_by_organiser_city ON initiative(organiser_city_id)",
    "CREATE INDEX initiative_by_country ON initiative(country_code)",
    """CREATE TABLE published_count (
        count_id INTEGER PRIMARY KEY,
        country_code TEXT REFERENCES country(country_code),
        other_country_code TEXT REFERENCES country(country_code),
        as_of TEXT,
        what TEXT NOT NULL,
        count INTEGER NOT NULL CHECK (count >= 0),
        unit TEXT NOT NULL,
        claimed_by TEXT NOT NULL,
        words TEXT NOT NULL,
        source_id INTEGER NOT NULL REFERENCES source(source_id))""",
    "CREATE INDEX published_count_by_country ON published_count(country_code, other_country_code)",
    "CREATE TABLE kept (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
)  # fmt: skip
