"""Answers of one to three sentences: which city, did you mean, nothing recorded, not a city, wait, refused, error."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.domain import wording
from bot.domain.places import City
from bot.domain.records import Held
from bot.ui.card import Answer, Asking, sentence
from bot.ui.controls import button, menu
from bot.ui.inert import cut, inert, typed
from bot.ui.limits import BUTTONS, CONTENT, NOTE, OPTIONS, PLACE
from bot.ui.quoting import marked, shortened
from bot.ui.twin import occupied_line

CHOICE = "ch"
GUESS = "dy"
SHAPES = ((8, 60), (7, 60), (6, 60), (5, 60), (5, 40), (5, 24), (3, 24))
"""How many namesakes a question writes out, and in how many characters each: the first that fits. The menu has all."""
EXAMPLE = 40
CARRIED = 60
PAIRING = "pr"
NEAREST = "nr"
EXPORT, LETTER = "ex", "lt"
MATCH = "mt"
EXPORT_PATH, EXPORT_COMMON, EXPORT_NEAREST, EXPORT_MATCH = "xp", "xc", "xn", "xm"
SUGGEST = "sg"


def choice(
    asking: Asking, command: str, text: str, cities: Sequence[City], ties: Mapping[int, int], rest: Sequence[int] = ()
) -> Answer:
    """Which of several cities of that name is meant: those with pairings first, then the likeliest.

    Args:
        command: the code of the card that the chosen city opens.
        text: what was typed.
        ties: how many pairings are recorded for a city.
        rest: ids that the opened card needs beside the chosen city.
    """
    offered = sorted(cities, key=lambda city: not ties.get(city.city_id))[:OPTIONS]
    name = offered[0].name if all(city.name == offered[0].name for city in offered) else text
    question, hint = (
        f"Which {typed(name)} do you mean?",
        f"\n-# Choose below, or type it: {_to_type(asking, command, offered, rest)}",
    )
    written = (_namesakes(asking, offered, ties, named, width) for named, width in SHAPES)
    texts = ("\n".join([question, *lines, hint]) for lines in written)
    content = next((text for text in texts if len(text) <= CONTENT), question)
    rest = _that_fit(rest)
    if len(offered) <= BUTTONS:
        labels = [_where(city, asking) if city.name == name else wording.in_full(city, asking.countries) for city in offered]
        controls = [
            button(label, asking.control_id(CHOICE, command, city.city_id, *rest))
            for label, city in zip(labels, offered, strict=True)
        ]
    else:
        options = [
            (str(city.city_id), wording.in_full(city, asking.countries), wording.upper_first(_recorded(ties, city)))
            for city in offered
        ]
        controls = [menu("Choose a city", asking.control_id(CHOICE, command, *rest), options)]
    return sentence(content, *controls)


def _namesakes(asking: Asking, offered: Sequence[City], ties: Mapping[int, int], named: int, width: int) -> list[str]:
    lines = [
        f"{number}. **{inert(wording.in_full(city, asking.countries), width)}**, {_recorded(ties, city)}"
        for number, city in enumerate(offered[:named], 1)
    ]
    left = len(offered) - len(lines)
    return [*lines, f"-# {left} more {'stands' if left == 1 else 'stand'} in the menu."] if left else lines


def _to_type(asking: Asking, command: str, offered: Sequence[City], rest: Sequence[int]) -> str:
    """How the least obvious namesake is typed: `` `!twin Birmingham, Alabama` ``."""
    example = next((city for city in offered[1:] if city.name == offered[0].name), offered[0])
    where = ", ".join(wording.in_full(example, asking.countries).split(", ")[:2])
    place = cut(where, EXAMPLE)
    if command == NEAREST:
        # The first of the ids tells which of the two is asked for: an even number means the second.
        return asking.example(f"nearest … to {place}" if rest and rest[0] % 2 == 0 else f"nearest {place} to …")
    if command in IN_ORDER and rest:
        # So does it here, of two cities: 1 the first, 2 the second; of an export 4 means the aid for a city.
        shape = {1: "{place} / …", 2: "… / {place}", 4: "aid {place}"}.get(rest[0], "{place}")
        return asking.example(f"{COMMANDS[command]} {shape.format(place=place)}")
    return asking.example(f"{COMMANDS[command]} {place}{' / …' if command in OF_TWO else ''}")


def _that_fit(rest: Sequence[int]) -> list[int]:
    """The further ids for which a control's id has room: five of the usual length."""
    kept: list[int] = []
    for number in rest:
        if len(":".join(map(str, [*kept, number]))) > CARRIED:
            break
        kept.append(number)
    return kept


COMMANDS = {
    "tw": "twin",
    "ad": "aid",
    PAIRING: "pairing",
    "sr": "source",
    "wt": "watch",
    "pa": "path",
    "cm": "common",
    NEAREST: "nearest",
    MATCH: "match",
    EXPORT: "export",
    "br": "briefing",
    LETTER: "letter",
    EXPORT_PATH: "export path",
    EXPORT_COMMON: "export common",
    EXPORT_NEAREST: "export nearest",
    EXPORT_MATCH: "export match",
}
IN_ORDER = frozenset({EXPORT, LETTER, EXPORT_PATH, EXPORT_COMMON, EXPORT_NEAREST})
"""Those for which it matters which city comes first, and that say so in the ids that a choice carries."""
OF_TWO = frozenset({PAIRING, "pa", "cm"})
"""The cards that are about two cities."""


NEAR = "Nearest city with pairings"


def did_you_mean(asking: Asking, command: str, text: str, city: City, rest: Sequence[int] = ()) -> Answer:
    """A likely typo."""
    place = inert(wording.in_title(city, asking.countries), PLACE)
    return sentence(
        f"I know no city called “{typed(text)}”. Did you mean **{place}**?",
        button(f"Yes, {city.name}", asking.control_id(CHOICE, command, city.city_id, *_that_fit(rest)), likely=True),
        button("No, something else", asking.control_id(GUESS, "no", command, *_that_fit(rest))),
    )


def nothing_recorded(asking: Asking, city: City, *, aid: bool = False, held: Held | None = None) -> Answer:
    """A city without any pairing."""
    place = inert(wording.in_full(city, asking.countries), 2 * PLACE)
    occupied = held is not None and held.occupied
    controls = [button("Suggest one", asking.control_id(SUGGEST, "o", city.city_id))]
    controls += [button(NEAR, asking.control_id(NEAREST, "w", city.city_id))] if city.latitude is not None else []
    controls += [button("Aid", asking.control_id("ad", "n", city.city_id))] if aid and not occupied else []
    words = f"No pairing is recorded for **{place}**. That does not mean that there is none."
    return sentence(f"{words} {occupied_line(city, held)}".strip(), *controls)


def no_pairing_between(asking: Asking, one: City, other: City, ties: Mapping[int, int]) -> Answer:
    """Two cities without a pairing."""
    first, second = (inert(wording.in_title(city, asking.countries), PLACE) for city in (one, other))
    return sentence(
        f"No pairing of **{first}** and **{second}** is recorded. That does not mean that there is none.",
        *(
            button(f"Pairings of {city.name}", asking.control_id("tw", "n", city.city_id))
            for city in (one, other)
            if ties.get(city.city_id)
        ),
    )


def no_initiative(asking: Asking, number: int) -> Answer:
    """A number that no initiative has."""
    return sentence(f"There is no initiative {number}. {asking.example('aid Kyiv')} lists those for a city, each with its entry.")


def same_city(asking: Asking, city: City, what: str = "A pairing", example: str = "pairing Chicago / Moscow") -> Answer:
    """A pairing of a city with itself, or anything else that needs two."""
    place = inert(wording.in_title(city, asking.countries), PLACE)
    return sentence(f"Both names mean **{place}**. {what} needs two cities: {asking.example(example)}.")


def not_a_city(asking: Asking, text: str) -> Answer:
    """What was typed is no city."""
    what = f"I know no city called “{typed(text)}”." if typed(text) else "I see no city’s name in that."
    return sentence(f"{what} Try {asking.example('twin Los Angeles')}, or {asking.example('help')} for all commands.")


def incomplete(asking: Asking, asks: str, example: str) -> Answer:
    """A command without what it asks about."""
    return sentence(f"{asks} For example {asking.example(example)}.")


def two_cities_needed(asking: Asking, example: str = "pairing Chicago / Moscow") -> Answer:
    """``pairing``, or another command about two cities, with one city only."""
    return sentence(f"Which two cities? Put a stroke between them, for example {asking.example(example)}.")


def not_a_country(asking: Asking, text: str, suggested: str | None = None) -> Answer:
    """What was typed is no country."""
    guess = (
        f" Did you mean {asking.example(f'country {suggested}')}?" if suggested else f" Try {asking.example('country Ukraine')}."
    )
    what = f"I know no country called “{typed(text)}”." if typed(text) else "I see no country’s name in that."
    return sentence(f"{what}{guess}")


def two_countries_at_most(asking: Asking) -> Answer:
    """More than two countries."""
    return sentence(f"One country or two, please, not more: for example {asking.example('country Russia / United States')}.")


def unknown_command(asking: Asking, text: str, likely: str | None) -> Answer:
    """A mistyped command."""
    hint = f"Did you mean {asking.example(likely)}?" if likely else f"{asking.example('help')} shows all commands."
    return sentence(f"I know no command “{typed(text)}”. {hint}")


def unknown_in_group(asking: Asking, text: str, group: str, names: Sequence[str]) -> Answer:
    """A mistyped command of a group, like none of them; ``names`` are those that the asker may use, without the group's."""
    known = f"There are {', '.join(names)}; {asking.example(f'help {group}')} tells more."
    return sentence(f"I know no command “{typed(text)}”. {known}")


def wait(until: dt.datetime) -> Answer:
    """A cooldown."""
    return sentence(f"That was a lot of questions at once. You can ask again <t:{int(until.timestamp()) + 1}:R>.", private=True)


def refused(reason: str) -> Answer:
    """What the asker may not do, and why."""
    return sentence(shortened(marked(reason), CONTENT), private=True)


def no_longer(what: str) -> Answer:
    """A control whose entry is gone."""
    return sentence(f"This {what} is no longer in the catalogue. Ask again to see what is.", private=True)


def error(error_id: str) -> Answer:
    """Something went wrong that has no words of its own."""
    return sentence(
        "Something went wrong on my side, and your question was not answered. Please try again in a minute. "
        f"If it happens again, give a moderator this id: {error_id}.",
        private=True,
    )


def unavailable(error_id: str) -> Answer:
    """The store cannot be read or written now; what to do about it stands in the log, for those who run the bot."""
    return sentence(
        "The catalogue cannot be read just now. Nothing is lost. Please try again in a few minutes. "
        f"If it goes on, give a moderator this id: {error_id}.",
        private=True,
    )


def may_not_write(where: str, error_id: str) -> Answer:
    """The bot has no right to answer where it was asked."""
    return sentence(
        f"You asked me in {inert(where, NOTE)}, where I may not write. Ask a moderator there to let me view the channel and send "
        f"messages, or ask me here. Id: {error_id}."
    )


def _recorded(ties: Mapping[int, int], city: City) -> str:
    return f"{wording.count(ties.get(city.city_id, 0), 'pairing')} recorded"


def _where(city: City, asking: Asking) -> str:
    """A button's label: what tells the city from its namesakes."""
    parts = [part for part in (city.region, asking.countries.of(city)) if part and part != city.name]
    return ", ".join(parts) or city.name
