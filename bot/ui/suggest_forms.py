"""The five forms in which members suggest something, and the messages around them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from bot.domain import wording
from bot.domain.initiatives import Ask
from bot.domain.pairings import EventKind
from bot.domain.places import City, NameKind
from bot.moderation.suggestion_forms import Suggested
from bot.ui.card import Answer, Asking, sentence
from bot.ui.controls import Control, button, menu
from bot.ui.inert import cut, typed
from bot.ui.limits import OPTIONS

CODE = "sg"
Submitted = Callable[[discord.Interaction[Any], Mapping[str, str]], Awaitable[None]]
Options = Sequence[tuple[str, str]]
"""Values and labels."""

ABOUT = {
    Suggested.PAIRING: "A pairing",
    Suggested.STATUS: "A change of status",
    Suggested.INITIATIVE: "An initiative",
    Suggested.CORRECTION: "A correction",
    Suggested.NAME: "A city’s other name",
}
"""What can be suggested, as the buttons say it."""

HAPPENED = {
    EventKind.PROPOSED: "Proposed by one side",
    EventKind.INVITED: "Invited by one side",
    EventKind.APPROVED: "Approved, not yet signed",
    EventKind.SIGNED: "Signed",
    EventKind.RENEWED: "Renewed",
    EventKind.SUSPENDED: "Suspended",
    EventKind.KEPT: "Kept, though ending it was discussed",
    EventKind.RESUMED: "Resumed",
    EventKind.DORMANT: "Dormant",
    EventKind.ENDED: "Ended",
    EventKind.LISTED: "Listed as standing on that date",
    EventKind.DISCUSSED: "Discussed",
    EventKind.VISIT: "A visit",
    EventKind.STATEMENT: "A statement",
    EventKind.AID: "Aid",
}
BEGUN = (EventKind.SIGNED, EventKind.APPROVED, EventKind.PROPOSED, EventKind.INVITED, EventKind.LISTED)
"""How a pairing that is not recorded yet may have begun."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form."""

    name: str
    label: str
    description: str
    example: str = ""
    longest: int = 300
    needed: bool = True
    paragraph: bool = False
    options: Options = ()
    most: int = 1
    """How many of the options may be chosen."""


_SOURCE = Field(
    "source", "Source", "The address of a page that says so, or who wrote it, where and when", "https://…, 24 February 2023", 1000
)
_CITIES = Field(
    "cities", "Both cities", "A stroke between them; a state or country tells namesakes apart", "Houston, Texas / Tyumen", 200
)


def _named(words: Mapping[Any, str]) -> Options:
    return [(str(word), wording.upper_first(shown)) for word, shown in words.items()]


FIELDS: Mapping[Suggested, Sequence[Field]] = {
    Suggested.PAIRING: (
        _CITIES,
        Field("tie", "What sort of tie", "", options=_named(wording.KIND)),
        Field("happened", "What happened", "", options=[(kind, HAPPENED[kind]) for kind in BEGUN]),
        Field("when", "When, and who decided", "As far as it is known", "1 March 1991, by the city council", 300, needed=False),
        _SOURCE,
    ),
    Suggested.STATUS: (
        _CITIES,
        Field("happened", "What happened", "", options=_named(HAPPENED)),
        Field("when", "When", "As far as it is known: a year alone will do", "24 February 2023", 60, needed=False),
        Field("who", "Who decided, and until when", "As the source says", "the mayor of Houston, until hostilities end", 400, needed=False),
        _SOURCE,
    ),
    Suggested.INITIATIVE: (
        Field("city", "For which city", "Or for which country as a whole", "Kharkiv", 150),
        Field("title", "What is done", "In a few words", "Generators for hospitals", 200),
        Field("organiser", "Who does it", "Its city in brackets, if the name does not say it", "Partnerschaftsverein (Nuremberg)", 300),
        Field(
            "help",
            "What sort of help",
            "One sort; and what it asks for, if it asks",
            options=[*_named(wording.SECTOR), *((f"ask-{ask}", f"It {wording.ASK[ask]}") for ask in Ask)],
            most=2,
        ),
        Field(
            "source", "Source, and its own page", "Where it is written; on a second line its own page, if that is another",
            "https://www.city.example/news\nPage: https://fund.example", 2000, paragraph=True,
        ),
    ),
    Suggested.CORRECTION: (
        Field("entry", "What it is about", "A pairing, a city, or an initiative by its number", "Houston / Tyumen", 200),
        Field("field", "What is wrong there", "The name of the fact, in a word or two", "kind of tie", 100),
        Field("value", "What is right", "", "partnership", 1000, paragraph=True),
        _SOURCE,
    ),
    Suggested.NAME: (
        Field("city", "City", "Under any name that I know", "Dnipro", 150),
        Field("name", "Its other name", "", "Dnipropetrovsk", 200),
        Field("kind", "What sort of name", "", options=[(kind, str(kind).replace("_", " ").capitalize()) for kind in NameKind]),
        Field("until", "Until when, and who ended it", "Only for a name that was given up", "19 May 2016, by the parliament", 300, needed=False),
        _SOURCE,
    ),
}  # fmt: skip


class SuggestForm(ui.Modal):
    """A form of one kind, perhaps filled in already.

    Args:
        values: what stands in the fields; of a choice of several, the values with a comma between.
    """

    def __init__(self, kind: Suggested, values: Mapping[str, str], submitted: Submitted) -> None:
        super().__init__(title=f"Suggest {ABOUT[kind][:1].lower()}{ABOUT[kind][1:]}", timeout=None)
        self._submitted = submitted
        self._inputs: dict[str, ui.TextInput[Any] | ui.Select[Any]] = {}
        for field in FIELDS[kind]:
            made = _input(field, values.get(field.name, ""))
            self._inputs[field.name] = made
            self.add_item(ui.Label(text=field.label, description=field.description or None, component=made))

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Hand on what was typed."""
        given = {
            name: ",".join(made.values) if isinstance(made, ui.Select) else made.value.strip()
            for name, made in self._inputs.items()
        }
        await self._submitted(interaction, given)


def _input(field: Field, value: str) -> ui.TextInput[Any] | ui.Select[Any]:
    if field.options:
        chosen = value.split(",")
        return ui.Select(
            custom_id=field.name,
            max_values=field.most,
            options=[
                discord.SelectOption(label=cut(label, 100), value=given, default=given in chosen)
                for given, label in field.options
            ],
        )
    return ui.TextInput(
        custom_id=field.name,
        style=discord.TextStyle.paragraph if field.paragraph else discord.TextStyle.short,
        placeholder=field.example or None,
        default=value[: field.longest] or None,
        required=field.needed,
        max_length=field.longest,
    )


def what_to_suggest(asking: Asking) -> Answer:
    """``suggest`` alone: a button for each kind."""
    return sentence(
        "What would you like to suggest? Each opens a form with at most five questions, and needs a source. "
        "Others look at it before anything changes.",
        *(form_button(asking, kind) for kind in Suggested),
    )


def one_form(asking: Asking, kind: Suggested) -> Answer:
    """``!suggest pairing``: a form can be opened by a button only."""
    return sentence(
        "The form opens with the button. It has at most five questions, and needs a source.", form_button(asking, kind)
    )


def form_button(asking: Asking, kind: Suggested) -> Control:
    """The button that opens an empty form."""
    return button(ABOUT[kind], asking.control_id(CODE, "f", str(kind)))


def again_button(asking: Asking, key: int) -> Control:
    """The button that opens the form with what was typed."""
    return button("Back to the form", asking.control_id(CODE, "r", key), likely=True)


def forgotten(asking: Asking) -> Answer:
    """What was typed is no longer kept."""
    return sentence(
        "What you typed into this form is no longer kept: I was restarted, or it was long ago. Please fill it in anew.",
        *(form_button(asking, kind) for kind in Suggested),
        private=True,
    )


def which_city(
    asking: Asking, key: int, part: str, text: str, cities: Sequence[City], *, sure: bool, private: bool = True
) -> Answer:
    """Several cities have the name that was typed, or only a likely one does.

    Args:
        sure: whether it is a name of all of them, and not a likely misspelling.
    """
    question = f"Which {typed(text)} do you mean?" if sure else f"I know no city called “{typed(text)}”. Is it one of these?"
    options = [(str(city.city_id), wording.in_full(city, asking.countries), "") for city in cities[:OPTIONS]]
    return sentence(
        f"{question} What you typed is kept.",
        menu("Choose a city", asking.control_id(CODE, "c", key, part), options),
        again_button(asking, key),
        private=private,
    )
