"""Which places near one already have a tie with another city."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.places import City, distance_km
from bot.domain.records import RecordedInitiative, RecordedPairing
from bot.network.nearest import Nearest, nearest
from tests.factories import TODAY, city, happened, initiative, organisation, recorded_pairing, source

KYIV = city(703448, "Kyiv", "UA", latitude=50.45, longitude=30.52)
BERLIN = city(2950159, "Berlin", "DE", latitude=52.52, longitude=13.41)
LEIPZIG = city(2879139, "Leipzig", "DE", latitude=51.34, longitude=12.37)
MUNICH = city(2867714, "Munich", "DE", latitude=48.14, longitude=11.58)
NOWHERE = city(1, "Nowhere", "DE")


def tied(other: City, kind: str = "signed", date: str = "2025") -> RecordedPairing:
    return recorded_pairing([happened(kind, date)], KYIV, other)


def done_by(organiser: City | None, *, domain: str = "", home: City | None = None, **fields: Any) -> RecordedInitiative:
    behind = organisation(domain=domain, home_city_id=home.city_id if home else None) if domain or home else None
    return RecordedInitiative(initiative(**fields), KYIV, organiser, behind, source())


def names(found: Nearest) -> list[str]:
    return [place.city.name for place in found.places]


def test_the_nearest_comes_first_with_its_distance_and_its_tie() -> None:
    found = nearest(BERLIN, KYIV, [tied(MUNICH), tied(LEIPZIG)], [], TODAY)

    assert [(place.city.name, place.distance_km) for place in found.places] == [("Leipzig", 149), ("Munich", 504)]
    first = found.places[0]
    assert first.pairing is not None
    assert first.standing == first.pairing.standing(TODAY)


def test_whoever_does_something_for_the_city_is_named_with_the_contact() -> None:
    found = nearest(BERLIN, KYIV, [tied(LEIPZIG)], [done_by(LEIPZIG, domain="example.org"), done_by(MUNICH)], TODAY)

    assert [(place.city.name, place.contacts, len(place.initiatives)) for place in found.places] == [
        ("Leipzig", ("example.org",), 1),
        ("Munich", (), 1),
    ]


def test_an_organisation_counts_where_it_is_at_home_if_no_city_of_the_organiser_is_named() -> None:
    homes = {city.city_id: city for city in (LEIPZIG, MUNICH)}

    found = nearest(BERLIN, KYIV, [], [done_by(None, home=MUNICH), done_by(LEIPZIG, home=MUNICH)], TODAY, homes=homes)

    assert [(place.city.name, len(place.initiatives)) for place in found.places] == [("Leipzig", 1), ("Munich", 1)]


def test_a_domain_to_which_a_link_was_withdrawn_is_no_contact() -> None:
    withdrawn = done_by(LEIPZIG, domain="example.org", verification="withdrawn", link="https://example.org/give")
    sound = done_by(LEIPZIG, domain="example.org")

    assert nearest(BERLIN, KYIV, [], [sound, withdrawn], TODAY).places[0].contacts == ()


def test_initiatives_that_are_left_out_are_counted() -> None:
    found = nearest(BERLIN, KYIV, [], [done_by(MUNICH, purpose="military"), done_by(None), done_by(None)], TODAY)

    assert (names(found), found.military, found.placeless) == ([], 1, 2)


@pytest.mark.parametrize("halt", ["suspended", "dormant", "ended"])
def test_a_halted_tie_is_told_apart_unless_something_is_done(halt: str) -> None:
    without = nearest(BERLIN, KYIV, [tied(LEIPZIG, halt)], [], TODAY)
    with_help = nearest(BERLIN, KYIV, [tied(LEIPZIG, halt)], [done_by(LEIPZIG)], TODAY)

    assert (names(without), [place.city.name for place in without.halted]) == ([], ["Leipzig"])
    assert (names(with_help), with_help.halted) == (["Leipzig"], ())


def test_a_place_without_coordinates_comes_last() -> None:
    found = nearest(BERLIN, KYIV, [tied(NOWHERE), tied(MUNICH)], [], TODAY)

    assert [(place.city.name, place.distance_km) for place in found.places] == [("Munich", 504), ("Nowhere", None)]


def test_what_the_asking_place_has_itself_is_told_apart() -> None:
    found = nearest(BERLIN, KYIV, [tied(BERLIN), tied(LEIPZIG)], [done_by(BERLIN)], TODAY)

    assert names(found) == ["Leipzig"]
    assert found.own is not None
    assert (found.own.city, found.own.pairing is not None, len(found.own.initiatives)) == (BERLIN, True, 1)


def test_what_the_city_does_for_itself_is_no_answer() -> None:
    assert nearest(BERLIN, KYIV, [], [done_by(KYIV)], TODAY) == Nearest((), ())


@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), max_size=12))
def test_the_places_come_by_their_distance(coordinates: list[tuple[float, float]]) -> None:
    cities = [city(number, latitude=north, longitude=east) for number, (north, east) in enumerate(coordinates, 1)]

    found = nearest(BERLIN, KYIV, [tied(one) for one in cities], [], TODAY)

    all_distances = sorted(distance for one in cities if (distance := distance_km(BERLIN, one)) is not None)
    assert [place.distance_km for place in found.places] == all_distances
