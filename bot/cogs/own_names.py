"""What a server calls its own: the role, the channel or the time zone that somebody typed, and whether the bot can use it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from zoneinfo import available_timezones

import discord
from discord import app_commands
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.errors import SettingRefused
from bot.ui.inert import cut, tidy
from bot.ui.limits import OPTION, OPTIONS

NONE = frozenset({"none", "nobody", "nowhere", "no", "-"})
"""What is typed to have a role or channel chosen no more."""
NEEDED = {"view_channel": "View Channel", "send_messages": "Send Messages", "embed_links": "Embed Links"}
"""What the bot needs where it posts suggestions for review."""
ZONES = sorted(zone for zone in available_timezones() if ("/" in zone and zone != "Europe/Kiev") or zone == "UTC")
_RENAMED = {"europe/kiev": "Europe/Kyiv", "kiev": "Europe/Kyiv"}
"""Zones that the list keeps under an earlier name too."""
_MENTION = re.compile(r"<(?:@&|#)(\d{15,20})>|(\d{15,20})")
_ALIKE_NAME = 0.6
"""How alike (0 to 1) a name must be to what was typed to be suggested."""
_ALIKE_ZONE = 60
"""The same of a time zone, from 0 to 100."""
_GUESSED_FROM = 4
"""Letters from which on a time zone is guessed: three stand somewhere in any of them."""
_SHOWN = 40


def role(guild: discord.Guild, typed: str) -> int:
    """The id of the role that was typed: mentioned, by its id or by its name.

    Raises:
        SettingRefused: there is none of that name, or several.
    """
    return _meant({each.id: each.name for each in guild.roles}, typed, "role")


def channel(guild: discord.Guild, typed: str) -> int:
    """The id of the text channel that was typed. Raises what :func:`role` does."""
    return _meant({each.id: each.name for each in guild.text_channels}, typed, "text channel")


def place(guild: discord.Guild, typed: str) -> int:
    """The id of the channel, thread or forum that was typed. Raises what :func:`role` does."""
    return _meant({each.id: each.name for each in _places(guild)}, typed, "channel, thread or forum", or_none=False)


def zone(typed: str) -> str:
    """The time zone that was typed, also by its city alone.

    Raises:
        SettingRefused: there is none; it suggests the one that may be meant.
    """
    wanted = typed.strip().replace(" ", "_").casefold()
    known = {each.casefold(): each for each in available_timezones()} | _RENAMED
    cities = [each for each in ZONES if each.rpartition("/")[2].casefold() == wanted]
    if wanted in known or len(cities) == 1:
        return known.get(wanted) or cities[0]
    likely = process.extractOne(wanted, ZONES, scorer=fuzz.WRatio, processor=str.casefold, score_cutoff=_ALIKE_ZONE)
    guess = (
        f"Did you mean {likely[0]}?"
        if likely and len(wanted) >= _GUESSED_FROM
        else "Write one as in Europe/Kyiv or America/Chicago."
    )
    raise SettingRefused(f"I know no time zone “{_quoted(typed)}”. {guess}")


def refuse_silent(guild: discord.Guild, channel_id: int) -> None:
    """Refuse a review channel in which the bot could not post.

    Raises:
        SettingRefused: it is not there, or the bot lacks a permission.
    """
    found = guild.get_channel(channel_id)
    if not isinstance(found, discord.TextChannel):
        raise SettingRefused("I see no text channel there. Choose another, or let me view it.")
    trouble = lacking(found)
    if trouble:
        raise SettingRefused(f"In #{found.name} {trouble}. Give me that there, then choose the channel again.")


def lacking(found: discord.TextChannel) -> str:
    """Which permissions the bot lacks to post for review: ``I lack Send Messages and Embed Links``; nothing if it has all."""
    allowed = found.permissions_for(found.guild.me)
    missing = [words for name, words in NEEDED.items() if not getattr(allowed, name)]
    return f"I lack {' and '.join(filter(None, [', '.join(missing[:-1]), missing[-1]]))}" if missing else ""


def offered_roles(guild: discord.Guild | None, current: str) -> list[app_commands.Choice[str]]:
    """Roles whose name has what was typed, and none."""
    return _offers({each.id: each.name for each in (guild.roles if guild else []) if not each.is_default()}, current)


def offered_channels(guild: discord.Guild | None, current: str) -> list[app_commands.Choice[str]]:
    """Text channels whose name has what was typed, and none."""
    return _offers({each.id: f"#{each.name}" for each in (guild.text_channels if guild else [])}, current)


def offered_places(guild: discord.Guild | None, current: str) -> list[app_commands.Choice[str]]:
    """Channels, threads and forums whose name has what was typed."""
    return _offers({each.id: f"#{each.name}" for each in (_places(guild) if guild else ())}, current)[1:]


def offered_zones(current: str) -> list[app_commands.Choice[str]]:
    """Time zones like what was typed."""
    found = process.extract(current or "Europe", ZONES, scorer=fuzz.WRatio, processor=str.casefold, limit=OPTIONS)
    return [app_commands.Choice(name=each, value=each) for each, _, _ in found]


def _offers(named: Mapping[int, str], current: str) -> list[app_commands.Choice[str]]:
    wanted = current.casefold().lstrip("@#")
    fitting = [(name, str(number)) for number, name in named.items() if wanted in name.casefold()][: OPTIONS - 1]
    return [app_commands.Choice(name=name[:OPTION], value=value) for name, value in [("none", "none"), *fitting]]


def _places(guild: discord.Guild) -> tuple[discord.TextChannel | discord.ForumChannel | discord.Thread, ...]:
    return (*guild.text_channels, *guild.forums, *guild.threads)


def _meant(named: Mapping[int, str], typed: str, what: str, *, or_none: bool = True) -> int:
    mentioned = _MENTION.fullmatch(typed.strip())
    if mentioned and int(mentioned[1] or mentioned[2]) in named:
        return int(mentioned[1] or mentioned[2])
    plain = {number: name.lstrip("@#").casefold() for number, name in named.items()}
    wanted = typed.strip().lstrip("@#").casefold()
    found = [number for number, name in plain.items() if name == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        raise SettingRefused(f"There are {len(found)} {what}s called “{_quoted(typed)}” here. Mention the one that you mean.")
    likely = process.extractOne(wanted, plain, scorer=OSA.normalized_similarity, score_cutoff=_ALIKE_NAME)
    guess = f" Did you mean {named[likely[2]]}?" if likely else ""
    raise SettingRefused(
        f"There is no {what} “{_quoted(typed)}” here.{guess} Mention it, or write its name{', or none' if or_none else ''}."
    )


def _quoted(typed: str) -> str:
    return cut(tidy(typed), _SHOWN).replace("`", "’")
