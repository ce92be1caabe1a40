"""Where announcements go: channels, threads and forums of a server, and what the bot lacks there."""

from __future__ import annotations

import discord

from bot.cogs import own_names
from bot.cogs.desk import Rooms
from bot.domain import wording
from bot.domain.announcements import Announcement
from bot.errors import SettingRefused

Place = discord.TextChannel | discord.ForumChannel | discord.Thread
GONE = "a channel that is gone, hidden from me, or archived"


def place_of(guild: discord.Guild, channel_id: int) -> Place | None:
    """The channel of that id, if it is this server's, the bot sees it and can post there."""
    found = guild.get_channel_or_thread(channel_id)
    return found if isinstance(found, discord.TextChannel | discord.ForumChannel | discord.Thread) else None


async def found(rooms: Rooms, guild: discord.Guild, channel_id: int) -> Place | None:
    """The same, asked of Discord where the bot does not know it: an archived thread opens again with the next post."""
    known = place_of(guild, channel_id)
    if known is not None:
        return known
    try:
        asked = await rooms.fetch_channel(channel_id)
    except (discord.Forbidden, discord.NotFound):
        return None
    return asked if isinstance(asked, discord.Thread) and asked.guild.id == guild.id else None


def name_of(guild: discord.Guild, channel_id: int) -> str:
    """``#news``; in words if the bot does not see it."""
    found = place_of(guild, channel_id)
    return f"#{found.name}" if found is not None else GONE


def trouble(found: Place | None) -> str:
    """What keeps the bot from posting there, as a sentence with what to do; nothing if it can."""
    if found is None:
        return "I see no such channel in this server: it is gone, or hidden from me. Let me view it, or choose another."
    allowed = found.permissions_for(found.guild.me)
    writes = (
        ("send_messages_in_threads", "Send Messages in Threads")
        if isinstance(found, discord.Thread)
        else ("send_messages", "Create Posts" if isinstance(found, discord.ForumChannel) else "Send Messages")
    )
    missing = [words for name, words in (("view_channel", "View Channel"), writes) if not getattr(allowed, name)]
    if missing:
        return f"In #{found.name} I lack {wording.joined(missing)}. Give me that there, then try again."
    if isinstance(found, discord.Thread) and found.locked and not allowed.manage_threads:
        return f"#{found.name} is locked. Unlock it, or choose another."
    if isinstance(found, discord.ForumChannel) and found.flags.require_tag and not found.available_tags:
        return f"#{found.name} wants a tag on each post, and has none. Make one there, or choose another."
    return ""


def notes(found: Place, order: Announcement) -> list[str]:
    """What the bot can do without, and what is missing for it: sentences for whoever set it up."""
    allowed, said = found.permissions_for(found.guild.me), []
    if not allowed.embed_links:
        said.append(f"I lack Embed Links in #{found.name}, so only the first sentence of each post will show.")
    if not allowed.read_message_history:
        said.append(f"I lack Read Message History in #{found.name}, so after a failure I cannot look whether a post went out.")
    role = found.guild.get_role(order.role_id) if order.role_id is not None else None
    if role is not None and not role.mentionable and not allowed.mention_everyone:
        said.append(
            f"The role {role.name} cannot be mentioned by everybody, so nobody would be pinged. Allow that in its settings."
        )
    return said


def can_publish(found: Place) -> bool:
    """Whether posts there can go to the channels that follow it."""
    return isinstance(found, discord.TextChannel) and found.is_news()


def meant(guild: discord.Guild | None, text: str) -> str:
    """The id of the channel that was typed, as a text; nothing if there is none, or none any more."""
    if guild is None or not text:
        return ""
    try:
        return str(own_names.place(guild, text))
    except SettingRefused:
        return ""


def role_meant(guild: discord.Guild | None, text: str) -> str:
    """The same of a role."""
    if guild is None or not text:
        return ""
    try:
        return str(own_names.role(guild, text))
    except SettingRefused:
        return ""
