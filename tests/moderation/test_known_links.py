"""Which address is meant in what somebody pasted, and what is known of it."""

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.moderation.known_links import KnownLink, address_in, known
from bot.moderation.links import shown
from bot.store import database, entries
from tests.factories import initiative, organisation

TODAY = dt.date(2026, 11, 22)
OURS, THEIRS = 100, 200


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("example.org", "https://example.org"),
        ("www.example.org.", "https://www.example.org"),
        ("<https://example.org/a?b=c>", "https://example.org/a?b=c"),
        ("is https://example.org/a, safe?", "https://example.org/a"),
        ("[give here](https://evil.example/x)", "https://evil.example/x"),
        ("`example.org/give`", "https://example.org/give"),
        ("example.org:8080/x", "https://example.org:8080/x"),
        ("http://example.org", "http://example.org"),
        ("bitcoin:1abc", "bitcoin:1abc"),
        ("hello", ""),
        ("", ""),
    ],
)
def test_the_address_is_found_in_what_was_pasted(typed: str, address: str) -> None:
    assert address_in(typed) == address


def asked(db: sqlite3.Connection, typed: str, guild_id: int | None = OURS, *allowed: str) -> KnownLink:
    found = known(db, typed, guild_id=guild_id, allowed=frozenset(allowed), today=TODAY)
    assert found is not None
    return found


def put(db: sqlite3.Connection, number: int, link: str, guild_id: int | None = None, **fields: Any) -> None:
    with database.transaction(db, "BEGIN IMMEDIATE"):
        entries.put(db, "initiatives", initiative(number, title=f"Help {number}", link=link, **fields), guild_id)


@pytest.fixture
def shelf(db: sqlite3.Connection) -> sqlite3.Connection:
    with database.transaction(db, "BEGIN IMMEDIATE"):
        for number, domain in ((901, "relief.example"), (902, "sites.example.com/view/ours")):
            entries.put(db, "organisations", organisation(number, f"Organisation {number}", domain=domain))
    return db


def test_the_same_link_comes_first_then_verified_ones_of_the_same_record(shelf: sqlite3.Connection) -> None:
    put(shelf, 911, "https://relief.example/other")
    put(shelf, 912, "https://relief.example/more", verification="verified")
    put(shelf, 913, "https://relief.example/this")
    put(shelf, 914, "https://elsewhere.example/x")
    found = asked(shelf, "https://relief.example/this")
    assert [each.initiative_id for each in found.initiatives] == [913, 912, 911]
    assert [each.name for each in found.holders] == ["Organisation 901"]


def test_of_a_shared_host_only_the_record_itself_is_listed(shelf: sqlite3.Connection) -> None:
    put(shelf, 911, "https://sites.example.com/view/ours/give")
    assert asked(shelf, "https://sites.example.com/view/ours").listed
    other = asked(shelf, "https://sites.example.com/view/theirs")
    assert not other.listed
    assert other.initiatives == ()


def test_another_servers_own_link_is_not_told(shelf: sqlite3.Connection) -> None:
    put(shelf, 911, "https://relief.example/ours", OURS)
    assert len(asked(shelf, "relief.example", OURS).initiatives) == 1
    assert asked(shelf, "relief.example", THEIRS).initiatives == ()
    assert asked(shelf, "relief.example", None).initiatives == ()


def test_being_on_no_list_is_not_a_danger(shelf: sqlite3.Connection) -> None:
    found = asked(shelf, "https://www.wikipedia.org/")
    assert not found.listed
    assert found.dangers == ()


def test_a_disguise_is_a_danger_even_where_the_letters_are_all_of_one_script(shelf: sqlite3.Connection) -> None:
    assert asked(shelf, "https://reIief.example/").is_disguised
    assert asked(shelf, "https://re1ief.example/").is_disguised
    assert asked(shelf, "https://relief.example.evil.example.net/").is_disguised


def test_a_bare_host_in_other_letters_is_shown_in_both_forms() -> None:
    assert shown("сharkiw.de") == "xn--harkiw-hrf.de (сharkiw.de)" == shown("xn--harkiw-hrf.de")


@given(st.text(max_size=300))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_has_an_answer(shelf: sqlite3.Connection, text: str) -> None:
    found = known(shelf, text, guild_id=OURS, allowed=frozenset(), today=TODAY)
    assert found is None or ("`" not in found.shown and "`" not in found.host)
