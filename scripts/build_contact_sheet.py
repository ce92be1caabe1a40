"""Draws the pictures of ``docs/pictures.png`` from the catalogue that ships: ``python -m scripts.build_contact_sheet docs/pictures.png``.

Each is about as wide as Discord shows it on a desk: whoever changes a drawing looks at all of them so.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from PIL import Image

from bot.catalogue.check import read_package
from bot.domain.pairings import Claim, Event, Pairing
from bot.domain.places import City, Country
from bot.domain.records import Countries, RecordedPairing
from bot.domain.servers import Theme
from bot.domain.sources import Source
from bot.domain.standing import RecordedEvent, SourcedClaim
from bot.pictures import of_entries
from bot.pictures.painter import Painter
from bot.pictures.palette import THEMES
from bot.pictures.subjects import Subject
from bot.settings import shipped_data_dir

WIDE, APART, COLUMNS = 480, 10, 3
GROUND = (57, 58, 65)
EDITION = dt.date(2026, 11, 22)
"""The day on which the catalogue is shown, so that the same catalogue gives the same sheet."""


class Catalogue:
    """The pairings that ship, whole."""

    def __init__(self, data: Path) -> None:
        rows = read_package(data).tables
        self.countries = Countries({row.country_code: row for row in rows["countries"] if isinstance(row, Country)})
        self.cities = {row.city_id: row for row in rows["cities"] if isinstance(row, City)}
        sources = {row.source_id: row for row in rows["sources"] if isinstance(row, Source)}
        claims: dict[int, list[SourcedClaim]] = {}
        for row in rows["claims"]:
            if isinstance(row, Claim):
                claims.setdefault(row.event_id, []).append(SourcedClaim(row, sources.get(row.source_id or 0)))
        events: dict[int, list[RecordedEvent]] = {}
        for row in rows["events"]:
            if isinstance(row, Event) and row.pairing_id is not None:
                events.setdefault(row.pairing_id, []).append(RecordedEvent.of(row, claims.get(row.event_id, ())))
        self.pairings = [
            RecordedPairing(row, self.cities[row.city_a], self.cities[row.city_b], tuple(events.get(row.pairing_id, ())))
            for row in rows["pairings"]
            if isinstance(row, Pairing)
        ]

    def city(self, name: str) -> City:
        return next(city for city in self.cities.values() if city.name == name)

    def of_city(self, city: City) -> list[RecordedPairing]:
        return [pairing for pairing in self.pairings if city.city_id in (pairing.a.city_id, pairing.b.city_id)]

    def pair(self, one: str, other: str) -> RecordedPairing:
        return next(pairing for pairing in self.pairings if {pairing.a.name, pairing.b.name} == {one, other})

    def of_countries(self, *codes: str) -> list[RecordedPairing]:
        """Those of one country, or those between two."""
        return [pairing for pairing in self.pairings if set(codes) <= {pairing.a.country_code, pairing.b.country_code}]


def subjects(catalogue: Catalogue) -> list[tuple[Subject, Theme]]:
    """What the sheet shows: each kind of picture, easy and hard, in both themes."""

    def of(draw: Callable[..., Subject], name: str) -> Subject:
        city = catalogue.city(name)
        return draw(city, catalogue.of_city(city), catalogue.countries, EDITION)

    def pair(one: str, other: str) -> Subject:
        return of_entries.map_of_pair(catalogue.pair(one, other), catalogue.countries, EDITION)

    def between(draw: Callable[..., Subject], *codes: str) -> Subject:
        return draw(codes, catalogue.of_countries(*codes), catalogue.countries, EDITION)

    def timeline(name: str) -> Subject:
        city = catalogue.city(name)
        return of_entries.timeline_of_city(city, catalogue.of_city(city), EDITION)

    path = [catalogue.city(name) for name in ("Anchorage", "Magadan")]
    ties = [catalogue.pair("Anchorage", "Magadan")]
    course = of_entries.timeline_of_pair(catalogue.pair("Chicago", "Moscow"), catalogue.countries, EDITION)
    return [
        (of(of_entries.map_of_city, "Los Angeles"), Theme.DARK),
        (of(of_entries.map_of_city, "Chicago"), Theme.LIGHT),
        (of(of_entries.map_of_city, "Kyiv"), Theme.DARK),
        (of(of_entries.map_of_city, "Lviv"), Theme.LIGHT),
        (between(of_entries.map_of_countries, "RU", "US"), Theme.DARK),
        (between(of_entries.map_of_countries, "DE", "UA"), Theme.LIGHT),
        (of(of_entries.map_of_city, "Tromsø"), Theme.LIGHT),
        (of_entries.map_of_path(path, ties, catalogue.countries, EDITION), Theme.DARK),
        (of(of_entries.map_of_city, "Kraków"), Theme.DARK),
        (timeline("Chicago"), Theme.DARK),
        (timeline("Saint Petersburg"), Theme.LIGHT),
        (between(of_entries.decades_of_countries, "RU", "US"), Theme.DARK),
        (pair("Chicago", "Moscow"), Theme.DARK),
        (pair("Kyiv", "Tampere"), Theme.LIGHT),
        (course, Theme.DARK),
    ]


def sheet(pictures: Sequence[bytes]) -> Image.Image:
    """All pictures in rows, each row as high as its highest."""
    small = [Image.open(io.BytesIO(content)).convert("RGB") for content in pictures]
    small = [image.resize((WIDE, round(image.height * WIDE / image.width)), Image.Resampling.LANCZOS) for image in small]
    rows = [small[first : first + COLUMNS] for first in range(0, len(small), COLUMNS)]
    tall = sum(max(image.height for image in row) + APART for row in rows) + APART
    whole = Image.new("RGB", (COLUMNS * (WIDE + APART) + APART, tall), GROUND)
    y = APART
    for row in rows:
        for column, image in enumerate(row):
            whole.paste(image, (APART + column * (WIDE + APART), y))
        y += max(image.height for image in row) + APART
    return whole


def _palette(whole: Image.Image) -> Image.Image:
    """256 colours for the sheet, in which the thin lines’ count as much as land and sea."""
    weighed = whole.resize((whole.width // 4, whole.height // 4))
    side = weighed.width // 16
    for theme in Theme:
        for number, colour in enumerate([*(stroke.colour for stroke in THEMES[theme].strokes.values()), THEMES[theme].home]):
            weighed.paste(colour, (number * side, 0 if theme is Theme.DARK else side, (number + 1) * side, side * 2))
    return weighed.quantize(256)


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
def main(target: Path) -> None:
    """Draw the contact sheet TARGET."""
    data = shipped_data_dir()
    painter = Painter(data / "world.npz")
    whole = sheet([painter.paint(subject, theme) for subject, theme in subjects(Catalogue(data))])
    whole.quantize(palette=_palette(whole), dither=Image.Dither.NONE).save(target, optimize=True)
    click.echo(f"{target}: {target.stat().st_size / 1e3:,.0f} kB")


if __name__ == "__main__":
    main()
