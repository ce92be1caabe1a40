"""What goes along with a city's page for a council meeting, and what is said where it cannot be made."""

from __future__ import annotations

from bot.catalogue import licence
from bot.catalogue.table_file import file_stem
from bot.domain import wording
from bot.domain.places import City
from bot.ui.card import Answer, Asking, Attached, Card, sentence
from bot.ui.controls import button
from bot.ui.inert import inert
from bot.ui.limits import TITLE
from bot.ui.theme import LIST

CODE = "br"
EXAMPLE = "briefing Los Angeles"


def briefing_card(asking: Asking, city: City, ties: int, page: bytes, printed: bytes, alt: str, catalogue_date: str) -> Answer:
    """The page to be looked at, and the same to be printed.

    Args:
        page: as PNG.
        printed: as PDF.
        alt: what it shows, in words.
    """
    stem = f"{file_stem(city.name, 'briefing')}-{asking.today.isoformat()}"
    place, counted = wording.in_title(city, asking.countries), wording.count(ties, "pairing")
    card = Card(LIST)
    card.say(
        f"## {inert(f'Briefing on {place}: {counted} recorded, on one page', TITLE)}",
        f"For a council meeting: {_HOLDS if ties else _HOLDS_NONE}. The PDF prints on A4.",
    )
    card.show(Attached(f"{stem}.png", page, alt))
    card.hand(Attached(f"{stem}.pdf", printed))
    card.rule()
    card.say(f"-# {inert(licence.credit(catalogue_date))} · none recorded is not none")
    card.controls(
        button("Export", asking.control_id("ex", "c", city.city_id)) if ties else None,
        button(f"Pairings of {city.name}", asking.control_id("tw", "n", city.city_id)) if ties else None,
    )
    return card.answer()


_HOLDS, _HOLDS_NONE = "map, table with as-of dates, sources and licence", "that none is recorded, and the licence"


def foot_of(catalogue_date: str) -> tuple[str, ...]:
    """The small print of the page."""
    return (f"{licence.credit(catalogue_date, address=True)}; outlines: Natural Earth.", _HOW_TO_READ)


_HOW_TO_READ = (
    "As of: the last date on which a source supports the status; “list of”: only a list supports it. Grades of sources: A signed text or "
    "order, B the city’s own site, C a network’s directory, D press, E encyclopedia or a user."
)


def more_in(city: City) -> str:
    """Where that stands which has no room on the page."""
    return f"in the CSV, by the command “export {city.name}”"


def no_pictures(asking: Asking, city: City, *, by_operator: bool) -> Answer:
    """A briefing is drawn, and drawing is switched off."""
    who = "whoever runs me has" if by_operator else "this server’s moderators have"
    instead = asking.example(f"export {city.name}")
    return sentence(f"A briefing is a drawn page, and {who} switched pictures off. {instead} gives the same facts as a table.")


def not_drawn(asking: Asking, city: City) -> Answer:
    """The page could not be drawn."""
    instead = asking.example(f"export {city.name}")
    return sentence(
        f"The page could not be drawn. Please try again in a minute. {instead} gives the same facts as a table.", private=True
    )


def still_drawn(asking: Asking, city: City) -> Answer:
    """It takes longer than anybody should wait."""
    return sentence(
        f"The page is still being drawn. Ask for it again in a moment: {asking.example(f'briefing {city.name}')}.",
        private=True,
    )
