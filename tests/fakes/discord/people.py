"""What people do: say, use a command, type, press, choose, fill in; and what the bot answers to each."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from . import interactions
from .answers import Outcome, Shown, Waiting
from .interactions import COMMAND, FORM, PRESS, TYPING, Interaction
from .messages import react
from .payloads import Channel, Json, Person
from .world import World

# https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-type
SUB_COMMAND, SUB_COMMAND_GROUP, STRING, USER, CHANNEL = 1, 2, 3, 6, 7
PATIENCE = 5.0

Value = str | int | float | bool | Person | Channel


class NoAnswer(AssertionError):
    """The bot did not answer in time."""


@dataclass
class People:
    """Everybody but the bot. `patience` is how many seconds they wait for an answer."""

    world: World
    patience: float = PATIENCE

    async def say(self, where: Channel, who: Person, text: str, *, answers: int = 1) -> list[Shown]:
        """Say `text` there, and wait for that many messages of the bot. Raises `NoAnswer` when they do not come."""
        waiting = await self.ask(where, who, text, answers=answers)
        return waiting.answers

    async def ask(self, where: Channel, who: Person, text: str, *, answers: int = 1) -> Waiting:
        """As `say`; what is given back also tells when the answer came."""
        waiting = Waiting("", answers)
        queue = self.world.waiting[where.id]
        queue.append(waiting)
        try:
            await self.world.post(self.world.channels[where.id], who, {"content": text}, before_told=waiting.begin)
            if answers:
                await self._wait(waiting.done, f"{text[:100]!r} in {where.name or 'a direct conversation'}", waiting.answers)
        finally:
            queue.remove(waiting)
        return waiting

    async def slash(
        self, name: str, options: Mapping[str, Value] | None = None, *, where: Channel | None = None, who: Person | None = None,
        answers: int = 1, locale: str = "en-US",
    ) -> Outcome:  # fmt: skip
        """Use the command of that name ("twin"; "entry add" for one in a group). Raises `LookupError` if it is not offered."""
        place = self._place(where)
        data = self._command_data(name, options or {}, place)
        return await self._interact(COMMAND, place, who, data, answers=answers, locale=locale)

    async def autocomplete(
        self, name: str, option: str, typed: str, options: Mapping[str, Value] | None = None, *,
        where: Channel | None = None, who: Person | None = None, locale: str = "en-US",
    ) -> list[Json]:  # fmt: skip
        """What is offered while `typed` stands in that option: choices with `name` and `value`."""
        place = self._place(where)
        data = self._command_data(name, {**(options or {}), option: typed}, place, focused=option)
        return (await self._interact(TYPING, place, who, data, locale=locale)).choices

    async def press(self, message: Shown, button: str, *, who: Person | None = None, answers: int = 1) -> Outcome:
        """Press the button with that custom_id or label. A disabled one is a `LookupError`, as nobody could press it."""
        return await self._use(message, button, {}, who, answers)

    async def choose(self, message: Shown, select: str, *values: str, who: Person | None = None, answers: int = 1) -> Outcome:
        """Choose from the select with that custom_id or placeholder. Raises `LookupError` if it lacks a value."""
        offered = message.control(select).get("options")
        missing = set(values) - {option["value"] for option in offered} if offered else set()
        if missing:
            raise LookupError(f"the menu has no {sorted(missing)}")
        return await self._use(message, select, {"values": list(values)}, who, answers)

    async def submit(
        self, form: Outcome, fields: Mapping[str, str], *, where: Channel | None = None, who: Person | None = None,
        message: Shown | None = None, answers: int = 1,
    ) -> Outcome:  # fmt: skip
        """Fill in the form that an outcome shows, by custom_id; `message` is where the button that opened it is."""
        if form.form is None:
            raise LookupError("the bot showed no form")
        data = {"custom_id": form.form["custom_id"], "components": [_filled(part, fields) for part in form.form["components"]]}
        place = self.world.channels[message.payload["channel_id"]] if message else self._place(where)
        return await self._interact(FORM, place, who, data, pressed=message.payload if message else None, answers=answers)

    async def react(self, message: Shown, emoji: str, *, who: Person | None = None, remove: bool = False) -> None:
        """Add that emoji to a message, or take it away."""
        await react(self.world, message.payload, emoji, who or self.world.person(0), remove=remove)

    def _place(self, where: Channel | None) -> Json:
        return self.world.channels[(where or self.world.rooms()[0]).id]

    async def _use(self, message: Shown, named: str, more: Json, who: Person | None, answers: int) -> Outcome:
        control = message.control(named)
        if control.get("disabled"):
            raise LookupError(f"{named!r} is disabled")
        data = {"custom_id": control["custom_id"], "component_type": control["type"], "id": control["id"], **more}
        place = self.world.channels[message.payload["channel_id"]]
        return await self._interact(PRESS, place, who, data, pressed=message.payload, answers=answers)

    async def _interact(
        self, kind: int, place: Json, who: Person | None, data: Json, *,
        pressed: Json | None = None, answers: int = 1, locale: str = "en-US",
    ) -> Outcome:  # fmt: skip
        person = who or self.world.person(0)
        interaction = Interaction(kind, place, person, data, self.world, pressed=pressed, locale=locale, wanted=answers)
        self.world.begin(interaction)
        await self.world.announce("INTERACTION_CREATE", interaction.payload(self.world))
        if answers:
            await self._wait(interaction.over, f"an interaction with {data}", interaction.messages)
        return interaction.outcome()

    async def _wait(self, done: asyncio.Future[None], what: str, so_far: list[Shown] | list[Json]) -> None:
        try:
            await asyncio.wait_for(done, self.patience)
        except TimeoutError:
            raise NoAnswer(f"{len(so_far)} answers within {self.patience} s to {what}") from None

    def _command_data(self, name: str, given: Mapping[str, Value], place: Json, *, focused: str | None = None) -> Json:
        """https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-application-command-data-structure"""
        first, *groups = name.split()
        elsewhere = place["guild_id"] == self.world.foreign_guild["id"]
        offered = {
            command["name"]: command
            for command in self.world.commands.values()
            if command.get("guild_id") in (None, place["guild_id"]) and interactions.may_use(command, place, elsewhere=elsewhere)
        }
        if first not in offered:
            raise LookupError(f"no /{first} is offered there; there are {sorted(offered)}")
        declared = offered[first]["options"]
        outer: list[Json] = []
        for group in groups:
            found = next((option for option in declared if option["name"] == group), None)
            if found is None:
                raise LookupError(f"/{first} has no {group}")
            outer.append({"name": group, "type": found["type"]})
            declared = found.get("options") or []
        kinds = {option["name"]: option["type"] for option in declared}
        unknown = set(given) - set(kinds)
        if unknown:
            raise LookupError(f"/{name} has no option {sorted(unknown)}; it has {sorted(kinds)}")
        required = {option["name"] for option in declared if option.get("required")}
        if focused is None and required - set(given):
            raise LookupError(f"/{name} needs {sorted(required - set(given))}: Discord would not send it")
        options = [_option(key, value, kinds[key], focused=key == focused) for key, value in given.items()]
        for wrapping in reversed(outer):
            options = [{**wrapping, "options": options}]
        return {"id": offered[first]["id"], "name": first, "type": 1, "options": options, **self._resolved(given)}

    def _resolved(self, given: Mapping[str, Value]) -> Json:
        """The people and channels that were named, whole."""
        people = {value.id: value for value in given.values() if isinstance(value, Person)}
        channels = [self.world.channels[value.id] for value in given.values() if isinstance(value, Channel)]
        return interactions.resolved(people, channels) if people or channels else {}


def _option(name: str, value: Value, kind: int, *, focused: bool) -> Json:
    plain = value.id if isinstance(value, Person | Channel) else value
    return {"name": name, "type": kind, "value": plain, **({"focused": True} if focused else {})}


def _filled(part: Json, fields: Mapping[str, str]) -> Json:
    """A part of a form with its inputs filled in: https://discord.com/developers/docs/components/reference#text-input"""
    filled = dict(part)
    if part.get("component"):
        filled["component"] = _filled(part["component"], fields)
    if part.get("components"):
        filled["components"] = [_filled(inner, fields) for inner in part["components"]]
    if part.get("custom_id"):
        given = fields.get(part["custom_id"], part.get("value") or "")
        filled |= {"value": given} if not part.get("options") else {"values": [given] if given else []}
    return filled
