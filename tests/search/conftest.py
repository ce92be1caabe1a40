"""The world's places, built once, and a small catalogue of a few cities over them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.dates import PartialDate
from bot.domain.places import City, CityName, Level, NameKind
from bot.search import Search
from bot.store import gazetteer

ASSET = Path(__file__).parents[2] / "data" / "gazetteer.tsv.xz"

KYIV, DNIPRO, ODESA, SHEPTYTSKYI = 703448, 709930, 698740, 709429
MOSCOW, SAINT_PETERSBURG, LOS_ANGELES, CHICAGO = 524901, 498817, 5368361, 4887398
BIRMINGHAM, BIRMINGHAM_ALABAMA, NORMAL, SIMFEROPOL = 2655603, 4049979, 4903780, 693805
OKHTYRKA_HROMADA = 1000000011

_OF_GEONAMES = [
    KYIV, DNIPRO, ODESA, SHEPTYTSKYI, MOSCOW, SAINT_PETERSBURG, LOS_ANGELES, CHICAGO, BIRMINGHAM, BIRMINGHAM_ALABAMA, NORMAL,
]  # fmt: skip
_BY_HAND = City(
    city_id=OKHTYRKA_HROMADA, geonames_id=None, name="Okhtyrka hromada", country_code="UA", region="Sumy Oblast", region_code="21",
    level=Level.HROMADA, latitude=50.3, longitude=34.9, note="GeoNames has no hromadas.",
)  # fmt: skip
_NAMES = [
    CityName(city_id=DNIPRO, name="Dnipropetrovsk", kind=NameKind.FORMER, until=PartialDate("2016-05-19")),
    CityName(city_id=SAINT_PETERSBURG, name="Leningrad", kind=NameKind.FORMER, until=PartialDate("1991")),
    CityName(city_id=SHEPTYTSKYI, name="Chervonohrad", kind=NameKind.FORMER, until=PartialDate("2024-09-19")),
    CityName(city_id=KYIV, name="Kiev", kind=NameKind.OLD_SPELLING),
    CityName(city_id=ODESA, name="Odessa", kind=NameKind.OLD_SPELLING),
    CityName(city_id=LOS_ANGELES, name="LA", kind=NameKind.ABBREVIATION),
    CityName(city_id=LOS_ANGELES, name="Los Angelos", kind=NameKind.MISSPELLING),
]
TIES = {LOS_ANGELES: 26, CHICAGO: 30, KYIV: 40, BIRMINGHAM: 6, BIRMINGHAM_ALABAMA: 9, NORMAL: 2}


@pytest.fixture(scope="session")
def gazetteer_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite file that the shipped asset gives."""
    path = tmp_path_factory.mktemp("world") / "gazetteer.sqlite"
    gazetteer.build(ASSET, path)
    return path


@pytest.fixture(scope="session")
def world(gazetteer_file: Path) -> Iterator[gazetteer.Gazetteer]:
    """The shipped gazetteer, open."""
    opened = gazetteer.Gazetteer(gazetteer_file)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def search(world: gazetteer.Gazetteer) -> Search:
    """A search over the world and a catalogue of a dozen cities."""
    cities = [*world.places(_OF_GEONAMES).values(), _BY_HAND]
    return Search(world, cities, _NAMES, {"US": "United States", "UA": "Ukraine", "GB": "United Kingdom", "RU": "Russia"}, TIES)
