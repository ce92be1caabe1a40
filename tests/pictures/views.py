"""Views that are hard to draw, and others at random."""

from __future__ import annotations

import math
import random

from bot.domain.pairings import Status
from bot.pictures.subjects import MapSubject, Shape, Spot, Tie

ANCHORAGE = Spot("Anchorage", 61.22, -149.9, 290_000)
BUENOS_AIRES = Spot("Buenos Aires", -34.61, -58.38, 13_000_000)
CHICAGO = Spot("Chicago", 41.85, -87.65, 2_700_000)
CHRISTCHURCH = Spot("Christchurch", -43.53, 172.63, 360_000)
KYIV = Spot("Kyiv", 50.45, 30.52, 2_900_000)
LONDON = Spot("London", 51.51, -0.13, 8_900_000)
LONGYEARBYEN = Spot("Longyearbyen", 78.22, 15.65, 2_000)
LOS_ANGELES = Spot("Los Angeles", 34.05, -118.24, 3_900_000)
MADRID = Spot("Madrid", 40.42, -3.7, 3_200_000)
MAGADAN = Spot("Magadan", 59.56, 150.8, 95_000)
MOSCOW = Spot("Moscow", 55.75, 37.62, 12_000_000)
SUVA = Spot("Suva", -18.14, 178.44, 77_000)
TROMSO = Spot("Tromsø", 69.65, 18.96, 72_000)
APIA = Spot("Apia", -13.83, -171.77, 40_000)
USHUAIA = Spot("Ushuaia", -54.8, -68.3, 60_000)

HUBS = (CHICAGO, KYIV, LONDON, LOS_ANGELES, MOSCOW)


def star(home: Spot, *far: Spot, statuses: tuple[Status, ...] = (Status.ACTIVE,), **fields: object) -> MapSubject:
    """The map of a city; its ties have ``statuses`` in turn."""
    ties = tuple(Tie(home, spot, statuses[number % len(statuses)]) for number, spot in enumerate(far))
    return MapSubject(home.name, f"{len(far)} pairings recorded", ties, (home,), **fields)  # type: ignore[arg-type]


def strip(one: Spot, other: Spot, status: Status = Status.SUSPENDED) -> MapSubject:
    """The map of one pairing."""
    return star(one, other, statuses=(status,), shape=Shape.STRIP, counted=False)


def crowd(near: Spot, number: int, spread: float = 12.0, seed: int = 1) -> tuple[Spot, ...]:
    """So many places round one, within so many degrees."""
    source = random.Random(seed)
    return tuple(
        Spot(f"Place {at} of {near.name}", _latitude(near.latitude + source.uniform(-spread, spread)),
             _longitude(near.longitude + source.uniform(-spread, spread)), source.randrange(10**6))
        for at in range(number)
    )  # fmt: skip


def _latitude(north: float) -> float:
    return max(-88.0, min(88.0, north))


def _longitude(east: float) -> float:
    return (east + 180) % 360 - 180


EVERYWHERE = tuple(place for hub in HUBS for place in crowd(hub, 12, seed=7))

NASTY: dict[str, MapSubject] = {
    "no tie": star(CHICAGO),
    "no tie at the pole": star(Spot("Alert", 82.5, -62.3)),
    "one tie": star(KYIV, LOS_ANGELES, statuses=(Status.PROPOSED,)),
    "neighbours": star(Spot("Detroit", 42.33, -83.05), Spot("Windsor", 42.3, -83.02)),
    "the same spot": star(KYIV, Spot("Kyiv Oblast", KYIV.latitude, KYIV.longitude)),
    "26 ties": star(LOS_ANGELES, *EVERYWHERE[:26], statuses=tuple(Status)),
    "60 ties": star(KYIV, *EVERYWHERE, statuses=(Status.ACTIVE, Status.ACTIVE, Status.ENDED)),
    "60 near by": star(KYIV, *crowd(KYIV, 60)),
    "300 ties": star(CHICAGO, *(place for hub in HUBS for place in crowd(hub, 60, 25.0)), statuses=tuple(Status)),
    "across the date line": strip(ANCHORAGE, MAGADAN),
    "just across the date line": star(SUVA, APIA, Spot("Nuku’alofa", -21.14, -175.2)),
    "round the Pacific": star(SUVA, LOS_ANGELES, CHRISTCHURCH, MAGADAN, USHUAIA, LONDON),
    "over the pole": strip(CHICAGO, MOSCOW),
    "round the pole": star(LONGYEARBYEN, TROMSO, ANCHORAGE, Spot("Tiksi", 71.64, 128.87), Spot("Qaanaaq", 77.47, -69.23)),
    "at the pole": star(Spot("Pole", 90.0, 0.0), LONGYEARBYEN, ANCHORAGE),
    "far south": star(USHUAIA, CHRISTCHURCH, Spot("McMurdo", -77.85, 166.67), Spot("Cape Town", -33.93, 18.42)),
    "antipodes": star(MADRID, Spot("Weber", -40.42, 176.3)),
    "poles apart": star(Spot("North", 90.0, 0.0), Spot("South", -90.0, 0.0)),
    "on the date line": star(Spot("Taveuni", -16.8, 180.0), Spot("Rabi", -16.5, -180.0), CHICAGO),
    "due north": strip(BUENOS_AIRES, Spot("Halifax", 44.65, -63.58)),
    "long names": star(
        Spot("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", 53.22, -4.2),
        Spot("Krung Thep Maha Nakhon Amon Rattanakosin Mahinthara Ayutthaya", 13.75, 100.5),
        Spot("上海", 31.2, 121.5), Spot("Αθήνα", 37.98, 23.73),
    ),
    "of unknown place": star(KYIV, LONDON, unplaced=3),
    "no place at all": MapSubject("Rostov", "2 pairings recorded", (), unplaced=2),
    "a country": MapSubject(
        "Ukraine", "60 pairings recorded",
        tuple(Tie(one, other, Status.ACTIVE) for one, other in zip(crowd(KYIV, 60, 5), EVERYWHERE, strict=True)), countries=("UA",),
    ),
}  # fmt: skip


def random_view(seed: int) -> MapSubject:
    """A city somewhere with some ties near or far, uniformly on the globe."""
    source = random.Random(seed)

    def anywhere(name: str) -> Spot:
        return Spot(name, math.degrees(math.asin(source.uniform(-1, 1))), source.uniform(-180, 180), source.randrange(10**7))

    home = anywhere("Home")
    reach = source.choice([4.0, 12.0, 40.0, 180.0])
    number = source.choice([1, 2, 3, 5, 8, 14, 26, 45])
    far = [anywhere(f"Town {at}") if reach > 100 else crowd(home, 1, reach, seed * 1000 + at)[0] for at in range(number)]
    named = [Spot(f"Town {at}", spot.latitude, spot.longitude, spot.weight) for at, spot in enumerate(far)]
    statuses = tuple(source.choices(list(Status), k=4))
    return star(home, *named, statuses=statuses, shape=source.choice((Shape.PAGE, Shape.STRIP)))
