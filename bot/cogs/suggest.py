"""``suggest`` and ``suggestions``: members' forms, what their names mean, and how each suggestion stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cogs import naming, previews, review_posts
from bot.cogs.desk import Desk, Help, PressHandler, Rooms, command
from bot.cogs.question import PressQuestion, Question
from bot.cogs.typed_forms import TypedForm, TypedForms
from bot.domain import wording
from bot.domain.changes import Proposal
from bot.domain.places import City
from bot.errors import SuggestionUnclear
from bot.moderation import review
from bot.moderation.suggestion_forms import Filled, Suggested, organiser_and_home, suggestion
from bot.search import Outcome, Resolution
from bot.search.pairs import split_pair
from bot.store import proposals
from bot.store.database import Connection
from bot.store.entries import Stored
from bot.ui import short, suggest_forms
from bot.ui.controls import Press
from bot.ui.suggest_forms import SuggestForm
from bot.ui.suggested import MOST, suggestions_card


class Suggest(Desk):
    """Members' suggestions."""

    def __init__(self, rooms: Rooms) -> None:
        super().__init__(rooms)
        self._typed: TypedForms[TypedForm] = TypedForms(rooms.chance)

    @property
    def presses(self) -> Mapping[str, PressHandler]:
        return {suggest_forms.CODE: self.on_suggest}

    @command(
        "A pairing, a change or a correction",
        Help(
            "Take part",
            ("suggest", "suggest pairing", "suggest correction"),
            "A form with at most five questions opens, and asks for a source. Before it is sent you see what it would change, and "
            "whether something like it is there already. Somebody else looks at it; you hear what became of it.",
        ),
    )
    @app_commands.describe(kind="What you would like to suggest")
    @app_commands.choices(kind=[app_commands.Choice(name=suggest_forms.ABOUT[kind], value=kind.value) for kind in Suggested])
    async def suggest(self, context: commands.Context[Any], kind: str = "") -> None:
        """A form for a suggestion."""
        question = self.asked(context)
        chosen = _kind(kind)
        if chosen is None:
            await question.answer(suggest_forms.what_to_suggest(question.asking))
        elif context.interaction is not None:
            await self._open(context.interaction, TypedForm(context.author.id, chosen, {}), _press(context.author.id))
        else:
            await question.answer(suggest_forms.one_form(question.asking, chosen))

    @command(
        "Your own suggestions, and how each stands",
        Help(
            "Take part",
            ("suggestions",),
            "Shows what you sent, what was asked about it and what became of it. One that still waits can be withdrawn.",
        ),
    )
    async def suggestions(self, context: commands.Context[Any]) -> None:
        """One's own suggestions."""
        await self._list(self.asked(context), context.author.id)

    async def on_suggest(self, question: PressQuestion, press: Press) -> None:
        """A form asked for, reopened or completed; the list turned; a suggestion withdrawn."""
        user = question.interaction.user
        match press.action:
            case "f":
                kind = _kind(press.arguments[0] if press.arguments else "")
                if kind is None:
                    await question.answer(short.no_longer("button"))
                else:
                    await self._open(question.interaction, TypedForm(user.id, kind, {}), press)
            case "o" | "m":
                await self._prefilled(question, press)
            case "r" | "c":
                form = self._typed.of(press.number(0), user.id)
                if form is None:
                    await question.answer(suggest_forms.forgotten(question.asking))
                elif press.action == "r":
                    await self._open(question.interaction, form, press)
                else:
                    await self._chosen(question, press, form)
            case "l":
                await self._list(question, user.id, page=press.number(0), turn=True)
            case "x":
                await self._withdraw(question, press.chosen)
            case _:
                await question.answer(short.no_longer("button"))

    # ---- Forms ------------------------------------------------------------------------------------------------------

    async def _open(self, interaction: discord.Interaction[Any], form: TypedForm, press: Press) -> None:
        """Show a form with what was typed into it so far."""

        async def submitted(sent: discord.Interaction[Any], values: Mapping[str, str]) -> None:
            filled = TypedForm(form.user_id, form.kind, dict(values), form.known)
            await self.rooms.guard(sent, press, lambda question: self._filled_in(question, self._typed.keep(filled), filled))

        await interaction.response.send_modal(SuggestForm(form.kind, form.values, submitted))

    async def _prefilled(self, question: PressQuestion, press: Press) -> None:
        """*Suggest one* under a city without pairings, *Report a mistake* under a pairing."""
        cities = [self.rooms.search.city(press.number(place)) for place in range(1 if press.action == "o" else 2)]
        named = [(wording.in_full(city, self.rooms.countries), city.city_id) for city in cities if city is not None]
        if len(named) < len(cities):
            await question.answer(short.no_longer("city"))
            return
        text = " / ".join(name for name, _ in named)
        user_id = question.interaction.user.id
        if press.action == "o":
            form = TypedForm(user_id, Suggested.PAIRING, {"cities": f"{text} / "}, dict(named))
        else:
            form = TypedForm(user_id, Suggested.CORRECTION, {"entry": f"pairing {text}"}, dict(named))
        await self._open(question.interaction, form, press)

    async def _chosen(self, question: PressQuestion, press: Press, form: TypedForm) -> None:
        """Which city a name means was chosen in a menu."""
        part = press.arguments[1] if len(press.arguments) > 1 else ""
        name = self._names(form).get(part)
        if name is None or self.rooms.search.city(press.chosen) is None:
            await question.answer(short.no_longer("city"))
            return
        form.known[name] = press.chosen
        await self._filled_in(question, press.number(0), form, turn=True)

    async def _filled_in(self, question: PressQuestion, key: int, form: TypedForm, *, turn: bool = False) -> None:
        """Make a draft of a form and show it; or ask which city is meant. Whatever goes wrong, the form can be opened again."""
        question.again = suggest_forms.again_button(question.asking, key)
        cities: dict[str, City] = {}
        country = ""
        for part, name in self._names(form).items():
            city = self._city(form, name)
            if city is not None:
                cities[part] = city
                continue
            found = self.rooms.search.resolve(name)
            if part == "home" and found.outcome is not Outcome.MATCH:
                continue
            if part == "city" and form.kind is Suggested.INITIATIVE and found.outcome is not Outcome.MATCH:
                country = self.rooms.search.country(name).code or ""
                if country:
                    continue
            if found.outcome is Outcome.MATCH:
                cities[part] = found.candidates[0].city
            else:
                await self._ask_which(question, key, part, found, turn=turn)
                return
        entry = await self._entry(question, form)
        person = await self.rooms.person(question.interaction.user, question.interaction.guild)
        filled = Filled(form.kind, form.values, cities, country, entry)
        today, at, channel_id = question.asking.today, self.rooms.clock(), question.interaction.channel_id

        def work(db: Connection) -> Proposal:
            made = suggestion(db, filled, person.guild_id, today)
            return review.draft(
                db, person, made.kind, made.title, made.changes, at=at, channel_id=channel_id, source=made.source, why=made.why
            )

        draft = await self.rooms.store.write(work)
        await previews.preview(self.rooms, question, draft, person, turn=turn)

    def _names(self, form: TypedForm) -> dict[str, str]:
        """The names in a form that mean cities, by their part. Raises :class:`SuggestionUnclear`."""
        if "cities" in form.values:
            split = split_pair(form.values["cities"], self.is_city)
            if split is None:
                raise SuggestionUnclear(
                    "I cannot tell where one city ends and the other begins. Put a stroke between them: Chicago / Moscow."
                )
            return {"one": split[0], "other": split[1]}
        if "organiser" in form.values:
            home = organiser_and_home(form.values["organiser"])[1]
            return {"city": form.values["city"], **({"home": home} if home else {})}
        return {"city": form.values["city"]} if "city" in form.values else {}

    def _city(self, form: TypedForm, name: str) -> City | None:
        """The city of a name of which it is plain already."""
        return self.rooms.search.city(form.known[name]) if name in form.known else None

    async def _ask_which(self, question: PressQuestion, key: int, part: str, found: Resolution, *, turn: bool) -> None:
        cities = [candidate.city for candidate in found.candidates]
        if not cities:
            raise SuggestionUnclear(
                f"I know no city called “{found.typed[:60]}”. A state or country after a comma may help. What you typed is kept."
            )
        asked = suggest_forms.which_city(
            question.asking, key, part, found.typed, cities, sure=found.outcome is Outcome.CHOICE, private=not turn
        )
        await question.answer(asked, turn=turn)

    async def _entry(self, question: PressQuestion, form: TypedForm) -> Stored | None:
        """The entry that a correction is about; nothing for other forms."""
        if form.kind is not Suggested.CORRECTION:
            return None
        return await naming.entry_named(self.rooms, form.values.get("entry", ""), question.guild_id)

    # ---- One's own --------------------------------------------------------------------------------------------------

    async def _list(self, question: Question, user_id: int, *, page: int = 1, turn: bool = False) -> None:
        mine = await self.rooms.store.read(lambda db: proposals.of_proposer(db, user_id, limit=MOST))
        await question.answer(suggestions_card(question.asking, mine, page=page, private=not turn), turn=turn)

    async def _withdraw(self, question: PressQuestion, number: int) -> None:
        """Take one's own suggestion back."""
        person = await self.rooms.person(question.interaction.user, question.interaction.guild)
        at = self.rooms.clock()
        withdrawn = await self.rooms.store.write(lambda db: review.withdraw(db, number, person, at))
        await self._list(question, person.user_id, turn=True)
        await review_posts.renew(self.rooms, withdrawn)


def _kind(text: str) -> Suggested | None:
    """The kind of form that a word names."""
    word = text.strip().casefold()
    return Suggested(word) if word in {kind.value for kind in Suggested} else None


def _press(user_id: int) -> Press:
    """What a form counts as that was opened by a command."""
    return Press(suggest_forms.CODE, "f", (), user_id)
