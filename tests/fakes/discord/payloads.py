"""What Discord's objects look like on the wire. Plain functions from values to JSON; no state and no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import discord

Json: TypeAlias = dict[str, Any]

BOT_ID = APPLICATION_ID = "600000000000000001"

# Flags of a message: https://discord.com/developers/docs/resources/message#message-object-message-flags
CROSSPOSTED, SUPPRESS_EMBEDS, EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 0, 1 << 2, 1 << 6, 1 << 7, 1 << 15

# Types of a channel: https://discord.com/developers/docs/resources/channel#channel-object-channel-types
TEXT, DIRECT, NEWS, NEWS_THREAD, PUBLIC_THREAD, FORUM = 0, 1, 5, 10, 11, 15
THREADS = (NEWS_THREAD, PUBLIC_THREAD)

# Types of a message: https://discord.com/developers/docs/resources/message#message-object-message-types
REPLY, CHAT_INPUT_COMMAND = 19, 20

MEMBER_MAY = discord.Permissions(
    view_channel=True,
    send_messages=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    add_reactions=True,
    use_application_commands=True,
    send_messages_in_threads=True,
)
MODERATOR_MAY = MEMBER_MAY | discord.Permissions(manage_guild=True, manage_messages=True)
BOT_MAY = discord.Permissions.all() ^ discord.Permissions(administrator=True)


@dataclass(frozen=True)
class Person:
    """Somebody who uses Discord. `rank` names the role held in every server: owner, moderator or member."""

    id: str
    name: str
    rank: str = "member"
    bot: bool = False

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


BOT = Person(BOT_ID, "twinbot", rank="bot", bot=True)


@dataclass(frozen=True)
class Channel:
    """Where people talk. `guild_id` is None in a direct conversation."""

    id: str
    name: str
    guild_id: str | None


@dataclass(frozen=True)
class Upload:
    """One file of a multipart request. `index` is the n of its form field `files[n]`."""

    id: str
    index: str
    filename: str
    content_type: str
    data: bytes


def user(person: Person) -> Json:
    """https://discord.com/developers/docs/resources/user#user-object"""
    return {
        "id": person.id,
        "username": person.name,
        "discriminator": "0",
        "global_name": None if person.bot else person.name.title(),
        "avatar": None,
        "avatar_decoration_data": None,
        "primary_guild": None,
        "bot": person.bot,
        "flags": 0,
        "public_flags": 0,
    }


def member(person: Person, guild_id: str, *, with_user: bool = True) -> Json:
    """https://discord.com/developers/docs/resources/guild#guild-member-object"""
    role_ids = {"bot": [bot_role_id(guild_id)], "moderator": [moderator_role_id(guild_id)]}.get(person.rank, [])
    found: Json = {
        "roles": role_ids,
        "nick": None,
        "avatar": None,
        "banner": None,
        "joined_at": "2024-01-01T00:00:00+00:00",
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }
    return {**found, "user": user(person)} if with_user else found


def permissions(person: Person) -> discord.Permissions:
    """What this person may do in a server's channels."""
    return {
        "owner": discord.Permissions.all(),
        "moderator": MODERATOR_MAY,
        "bot": BOT_MAY,
    }.get(person.rank, MEMBER_MAY)


def bot_role_id(guild_id: str) -> str:
    return str(int(guild_id) + 1)


def moderator_role_id(guild_id: str) -> str:
    return str(int(guild_id) + 2)


def role(role_id: str, name: str, may: discord.Permissions, position: int) -> Json:
    """https://discord.com/developers/docs/topics/permissions#role-object"""
    return {
        "id": role_id,
        "name": name,
        "permissions": str(may.value),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def channel(channel_id: str, guild_id: str | None, name: str, kind: int = TEXT, **more: object) -> Json:
    """https://discord.com/developers/docs/resources/channel#channel-object"""
    return {
        "id": channel_id,
        "type": kind,
        "guild_id": guild_id,
        "name": name,
        "position": 0,
        "permission_overwrites": [],
        "topic": None,
        "nsfw": False,
        "last_message_id": None,
        "parent_id": None,
        "rate_limit_per_user": 0,
        "flags": 0,
        **more,
    }


def guild(guild_id: str, name: str, owner: Person, people: list[Person], channels: list[Json]) -> Json:
    """A server as GUILD_CREATE shows it: https://discord.com/developers/docs/events/gateway-events#guild-create"""
    return {
        "id": guild_id,
        "name": name,
        "owner_id": owner.id,
        "roles": [
            role(guild_id, "@everyone", MEMBER_MAY, 0),
            role(moderator_role_id(guild_id), "Moderators", MODERATOR_MAY, 1),
            role(bot_role_id(guild_id), "Twinbot", BOT_MAY, 2),
        ],
        "channels": channels,
        "members": [member(person, guild_id) for person in people],
        "member_count": len(people),
        "large": False,
        "unavailable": False,
        "joined_at": "2024-01-01T00:00:00+00:00",
        "preferred_locale": "en-US",
        "features": ["NEWS"],
        **{empty: [] for empty in _EMPTY_LISTS_OF_A_GUILD},
        **dict.fromkeys(_ZEROS_OF_A_GUILD, 0),
        **dict.fromkeys(_NULLS_OF_A_GUILD),
    }


_EMPTY_LISTS_OF_A_GUILD = (
    "emojis", "stickers", "threads", "voice_states", "presences", "stage_instances", "guild_scheduled_events",
    "soundboard_sounds",
)  # fmt: skip
_ZEROS_OF_A_GUILD = (
    "premium_tier", "verification_level", "default_message_notifications", "explicit_content_filter", "mfa_level",
    "nsfw_level", "afk_timeout", "system_channel_flags", "premium_subscription_count",
)  # fmt: skip
_NULLS_OF_A_GUILD = (
    "icon", "splash", "discovery_splash", "banner", "description", "vanity_url_code", "afk_channel_id",
    "system_channel_id", "rules_channel_id", "public_updates_channel_id", "safety_alerts_channel_id", "application_id",
)  # fmt: skip


def application(owner: Person, flags: int) -> Json:
    """https://discord.com/developers/docs/resources/application#application-object"""
    return {
        "id": APPLICATION_ID,
        "name": "Twinbot",
        "description": "",
        "icon": None,
        "owner": user(owner),
        "team": None,
        "bot": user(BOT),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": flags,
        "rpc_origins": [],
        "redirect_uris": [],
        "tags": [],
    }


def message(message_id: str, place: Json, author: Person, sent_at: str, **more: object) -> Json:
    """A message without anything in it yet: https://discord.com/developers/docs/resources/message#message-object"""
    blank: Json = {
        "id": message_id,
        "channel_id": place["id"],
        "channel_type": place["type"],
        "author": user(author),
        "timestamp": sent_at,
        "edited_timestamp": None,
        "content": "",
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
        "attachments": [],
        "embeds": [],
        "components": [],
        "flags": 0,
        "type": 0,
        "tts": False,
        "pinned": False,
        **more,
    }
    if place["guild_id"]:
        blank["guild_id"] = place["guild_id"]
        if "webhook_id" not in more:
            blank["member"] = member(author, place["guild_id"], with_user=False)
    return blank


def when(message: Json) -> datetime:
    """When a message was sent."""
    return datetime.fromisoformat(message["timestamp"])
