"""Distances, entries that refuse nonsense, and until when an initiative is open."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.initiatives import Standing
from bot.domain.places import distance_km
from tests.factories import CHICAGO, MOSCOW, TODAY, city, claim, initiative, pairing, source

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)
HALF_ROUND = 20015
"""Kilometres from a place to its antipode on a sphere of 6,371 km."""


def test_chicago_is_eight_thousand_kilometres_from_moscow() -> None:
    chicago = city(1, latitude=41.85003, longitude=-87.65005)
    moscow = city(2, latitude=55.75204, longitude=37.61781)

    # GeographicLib's ellipsoid says 8,010 km; a sphere differs by up to half a percent.
    assert distance_km(chicago, moscow) == pytest.approx(8010, rel=0.005)


def test_there_is_no_distance_to_a_place_without_coordinates() -> None:
    assert distance_km(city(1), city(2, latitude=1, longitude=1)) is None


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_a_distance_is_the_same_both_ways_and_never_more_than_half_round_the_earth(
    north: float, east: float, other_north: float, other_east: float
) -> None:
    one = city(1, latitude=north, longitude=east)
    other = city(2, latitude=other_north, longitude=other_east)

    far = distance_km(one, other)

    assert far is not None
    assert 0 <= far <= HALF_ROUND
    assert distance_km(other, one) == far
    assert distance_km(one, one) == 0


@given(LATITUDES, LONGITUDES)
def test_the_antipode_of_any_place_is_half_round_the_earth(north: float, east: float) -> None:
    antipode = city(2, latitude=-north, longitude=east - 180 if east > 0 else east + 180)

    assert distance_km(city(1, latitude=north, longitude=east), antipode) == HALF_ROUND


@pytest.mark.parametrize(
    ("state", "check_by", "shown"),
    [
        ("open", "2026-11-22", Standing.OPEN),
        ("open", "2026-11-21", Standing.LAST_SEEN_ACTIVE),
        ("open", "2026-11", Standing.OPEN),
        ("open", "2026", Standing.OPEN),
        ("open", "2025", Standing.LAST_SEEN_ACTIVE),
        ("open", None, Standing.LAST_SEEN_ACTIVE),
        ("completed", "2027-01-01", Standing.COMPLETED),
        ("closed", None, Standing.COMPLETED),
        ("unknown", "2027-01-01", Standing.UNKNOWN),
    ],
)
def test_an_initiative_is_open_only_until_it_must_be_checked_again(state: str, check_by: str | None, shown: Standing) -> None:
    assert initiative(state=state, check_by=check_by).standing(TODAY) is shown


def test_a_day_later_it_was_only_active_when_last_seen() -> None:
    coats = initiative(state="open", check_by="2026-11-22")

    assert coats.standing(TODAY) is Standing.OPEN
    assert coats.standing(TODAY + dt.timedelta(days=1)) is Standing.LAST_SEEN_ACTIVE


def test_a_city_is_not_its_own_partner() -> None:
    with pytest.raises(ValidationError, match="the two must differ"):
        pairing(1, CHICAGO, CHICAGO)


def test_a_pair_is_written_with_the_smaller_number_first() -> None:
    with pytest.raises(ValidationError, match="city_a must be the smaller id"):
        pairing(1, city_a=CHICAGO, city_b=MOSCOW)


def test_a_source_says_where_it_is_to_be_found() -> None:
    with pytest.raises(ValidationError, match="a source needs a url or a citation"):
        source(url="", citation="")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://example.org", "https://two words", "example.org"])
def test_an_address_is_one_that_a_browser_opens(address: str) -> None:
    with pytest.raises(ValidationError, match="url"):
        source(url=address)


def test_a_source_without_an_address_is_named_by_its_publisher() -> None:
    assert source(url="https://www.nuernberg.de/internet/x").domain == "nuernberg.de"
    assert source(url="", citation="A book", publisher="The City Archive").domain == "The City Archive"


def test_a_number_that_the_store_cannot_hold_is_refused() -> None:
    with pytest.raises(ValidationError, match="less than or equal"):
        city(2**63)
    with pytest.raises(ValidationError, match="less than or equal"):
        city(1, population=2**63)


def test_an_entry_is_never_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        claim().date = None  # type: ignore[misc]  # what a careless caller would write
