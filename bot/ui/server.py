"""The card of ``settings``: how a server has set the bot up, in words, who may change what; and the forms to change it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import discord
from discord import ui

from bot.domain import wording
from bot.domain.servers import Language, ServerSettings, Theme
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card, sentence
from bot.ui.controls import button
from bot.ui.inert import cut, inert, tidy, typed
from bot.ui.limits import PLACE, TITLE

CODE = "se"
ROLES = "who"
"""The action of the button that asks for the roles and the channel."""
LOOKS = "how"
"""The action of the button that asks for language, theme, pictures and time zone."""
LANGUAGE = {Language.ENGLISH: "English"}
ON_OFF = {"on": True, "off": False}
TITLES = {
    "moderator_role": "Moderators", "contributor_role": "Contributors", "review_channel": "Review channel", "language": "Language",
    "theme": "Theme of pictures", "pictures": "Pictures", "time_zone": "Time zone",
}  # fmt: skip
"""What each setting is called."""
NOT_YET = {"language": "Kept. English is the only language that I speak so far."}
"""What nothing goes by yet, and what a change of it is good for. A setting that something reads is taken out here."""
_FORM_TITLE = 45
_LONGEST_ZONE = 60

Submitted = Callable[[discord.Interaction[Any], Mapping[str, Any]], Awaitable[None]]
"""What happens with a form: it is handed the settings that the form names, by field."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """A role or channel that a server has chosen, as it is called now."""

    name: str | None
    """``None`` if it was deleted."""
    trouble: str = ""
    """What the bot lacks there, in words; nothing if all is well."""

    def role(self) -> str:
        """``the role Keepers``, or that it was deleted."""
        return "the role that was chosen was deleted" if self.name is None else f"the role {inert(self.name, PLACE)}"

    def channel(self) -> str:
        """``#review``, or that it was deleted."""
        if self.name is None:
            return "the chosen one was deleted"
        return f"#{inert(self.name, PLACE)}{f', where {self.trouble}' if self.trouble else ''}"


@dataclass(frozen=True, slots=True)
class Chosen:
    """How a server has set the bot up, with what its choices are called now."""

    server: str
    settings: ServerSettings
    moderators: Pointed | None
    contributors: Pointed | None
    review: Pointed | None
    held: int
    """How many suggestions wait because they are on hold."""
    now: dt.datetime


def settings_card(asking: Asking, chosen: Chosen, *, manages: bool) -> Answer:
    """Every setting in words, under the heading of who may change it.

    Args:
        manages: whether the asker may choose the roles; then the first button asks for them too.
    """
    settings = chosen.settings
    idle = wording.joined([TITLES[field].lower() for field in NOT_YET])
    card = Card(theme.LIST)
    card.say(f"## {inert(cut(f'Settings of {tidy(chosen.server)}', TITLE))}")
    card.rule()
    card.say(
        "### Changed by whoever may manage the server",
        _fact(TITLES["moderator_role"], moderators(chosen.moderators)),
        _fact(TITLES["contributor_role"], contributors(chosen.contributors)),
    )
    card.rule()
    card.say(
        "### Changed by moderators too",
        _fact(TITLES["review_channel"], review_channel(asking, chosen.review)),
        _fact("Suggestions of members", suggestions(asking, settings, chosen.held)),
        *(_fact(TITLES[field], words) for field, words in looks(settings, chosen.now).items()),
        f"-# Kept, and nothing goes by it yet: {idle}" if idle else "",
    )
    card.rule()
    card.say(f"-# Typed too: {asking.example('settings theme light')} · {asking.example('help settings')} names them all")
    card.controls(
        button("Roles and channel" if manages else "Review channel", asking.control_id(CODE, ROLES)),
        button("Language, pictures, time zone", asking.control_id(CODE, LOOKS)),
    )
    return card.answer()


def moderators(chosen: Pointed | None) -> str:
    """Who moderates."""
    everybody = "whoever may manage the server"
    if chosen is None:
        return f"{everybody}; no role is chosen beside them"
    return f"{everybody}; {chosen.role()}" if chosen.name is None else f"{everybody}, and {chosen.role()}"


def contributors(chosen: Pointed | None) -> str:
    """Who may suggest without limit."""
    if chosen is None:
        return "no role is chosen"
    return chosen.role() if chosen.name is None else f"{chosen.role()}, who may suggest without a daily limit"


def review_channel(asking: Asking, chosen: Pointed | None) -> str:
    """Where suggestions are posted."""
    return f"none is chosen; {asking.example('review')} lists what waits" if chosen is None else chosen.channel()


def suggestions(asking: Asking, settings: ServerSettings, held: int) -> str:
    """Whether they are taken or on hold."""
    if not settings.suggestions_held:
        return "taken"
    return f"on hold, {_wait(held)}; {asking.example('raidlock off')} lets them through"


def looks(settings: ServerSettings, now: dt.datetime) -> dict[str, str]:
    """Language, theme, pictures and time zone in words, by field."""
    there = f"{now.astimezone(ZoneInfo(settings.time_zone)):%H:%M}"
    return {
        "language": LANGUAGE[settings.language],
        "theme": str(settings.theme),
        "pictures": "on" if settings.pictures else "off",
        "time_zone": f"{inert(settings.time_zone)}, where it is {there} now",
    }


def changed(field: str, words: str) -> Answer:
    """A setting was changed: which, how it stands now, and from when on that counts."""
    return sentence(f"**{TITLES[field]}:** {words}. {NOT_YET.get(field, 'This holds from now on.')}")


def stands(asking: Asking, field: str, words: str, example: str) -> Answer:
    """A setting as it is, for whoever typed its command without saying what to make it."""
    return sentence(f"**{TITLES[field]}:** {words}. To change it, type for example {asking.example(example)}.")


def unknown_value(text: str, known: str) -> Answer:
    """A value that there is not; ``known`` says which there are."""
    return sentence(f"“{typed(text)}” is no choice here. {known}", private=True)


def locked(asking: Asking, held: int) -> Answer:
    """Suggestions are on hold now."""
    return sentence(
        "Suggestions of members are on hold. They may still be written, and nothing of theirs is posted for review until "
        f"{asking.example('raidlock off')}. {wording.upper_first(_wait(held))} now."
    )


def unlocked(asking: Asking, released: int, posted: int) -> Answer:
    """Suggestions go through again, and those that were held go to review."""
    if not released:
        return sentence("Suggestions of members go through again. None was held.")
    were = "1 was held and waits" if released == 1 else f"{released} were held and wait"
    where = (
        "" if posted == released else f" {released - posted} could not be posted: {asking.example('review')} lists what waits."
    )
    return sentence(f"Suggestions of members go through again. {were} for review now.{where}")


def lock_stands(asking: Asking, *, on: bool, held: int) -> Answer:
    """Whether suggestions are on hold."""
    now = f"on hold, and {_wait(held)}" if on else "taken"
    other = asking.example(f"raidlock {'off' if on else 'on'}")
    return sentence(f"Suggestions of members are {now}. To change that, type {other}.")


def _wait(held: int) -> str:
    return "none waits" if not held else f"{held} {'waits' if held == 1 else 'wait'}"


class RolesForm(ui.Modal):
    """The roles, for whoever may choose them, and the review channel.

    Args:
        chosen: what is chosen already.
        roles: whether the roles are asked for.
        submitted: what happens with what was chosen.
    """

    def __init__(self, chosen: Chosen, *, roles: bool, submitted: Submitted) -> None:
        super().__init__(title="Roles and channel" if roles else "Review channel", timeout=None)
        self._submitted = submitted
        settings = chosen.settings
        self._roles = {
            "moderator_role": _role("moderator_role", settings.moderator_role, chosen.moderators),
            "contributor_role": _role("contributor_role", settings.contributor_role, chosen.contributors),
        }
        self._channel: ui.ChannelSelect[Any] = ui.ChannelSelect(
            custom_id="review_channel",
            channel_types=[discord.ChannelType.text],
            min_values=0,
            required=False,
            default_values=_present(settings.review_channel, chosen.review),
        )
        if roles:
            self.add_item(
                ui.Label(
                    text="Moderators",
                    description="They keep this server’s own entries, beside those who may manage the server",
                    component=self._roles["moderator_role"],
                )
            )
            self.add_item(
                ui.Label(
                    text="Contributors",
                    description="They may suggest without a daily limit",
                    component=self._roles["contributor_role"],
                )
            )
        else:
            self._roles = {}
        self.add_item(
            ui.Label(text="Review channel", description="Where suggestions are posted for review", component=self._channel)
        )

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Hand on what was chosen; what was left empty is chosen no more."""
        chosen = {field: select.values[0].id if select.values else None for field, select in self._roles.items()}
        channel = self._channel.values[0].id if self._channel.values else None
        await self._submitted(interaction, chosen | {"review_channel": channel})


class LooksForm(ui.Modal):
    """Language, theme, pictures and time zone.

    Args:
        settings: what is chosen already.
        submitted: what happens with what was chosen; the time zone comes as it was typed.
    """

    def __init__(self, settings: ServerSettings, *, submitted: Submitted) -> None:
        super().__init__(title=cut("Language, pictures, time zone", _FORM_TITLE), timeout=None)
        self._submitted = submitted
        self._selects = {
            "language": _select("language", LANGUAGE, settings.language),
            "theme": _select("theme", {Theme.DARK: "Dark", Theme.LIGHT: "Light"}, settings.theme),
            "pictures": _select("pictures", {"on": "With pictures", "off": "Without"}, "on" if settings.pictures else "off"),
        }
        self._zone: ui.TextInput[Any] = ui.TextInput(
            custom_id="time_zone", default=settings.time_zone, placeholder="Europe/Kyiv", max_length=_LONGEST_ZONE
        )
        for text, name in ((TITLES[name], name) for name in self._selects):
            self.add_item(ui.Label(text=text, component=self._selects[name]))
        self.add_item(
            ui.Label(text="Time zone", description="Whose midnight and noon count here, as Europe/Kyiv", component=self._zone)
        )

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Hand on what was chosen."""
        chosen: dict[str, Any] = {name: select.values[0] for name, select in self._selects.items() if select.values}
        if "pictures" in chosen:
            chosen["pictures"] = ON_OFF[chosen["pictures"]]
        await self._submitted(interaction, chosen | {"time_zone": self._zone.value})


def _role(custom_id: str, role_id: int | None, chosen: Pointed | None) -> ui.RoleSelect[Any]:
    return ui.RoleSelect(custom_id=custom_id, min_values=0, required=False, default_values=_present(role_id, chosen))


def _present(chosen_id: int | None, chosen: Pointed | None) -> list[discord.Object]:
    """What a menu shows as chosen: not what was deleted, which Discord would refuse."""
    return [discord.Object(chosen_id)] if chosen_id is not None and chosen is not None and chosen.name is not None else []


def _select(custom_id: str, words: Mapping[Any, str], chosen: StrEnum | str) -> ui.Select[Any]:
    options = [discord.SelectOption(label=label, value=str(value), default=value == chosen) for value, label in words.items()]
    return ui.Select(custom_id=custom_id, options=options)


def _fact(label: str, words: str) -> str:
    return f"**{label}:** {words}"
