"""What the bot may do in a channel, and what Discord says to it where it may not.

Source: https://discord.com/developers/docs/topics/permissions
"""

from __future__ import annotations

from collections.abc import Iterable

import discord

from .payloads import BOT_ID, BOT_MAY, FORUM, MEMBER_MAY, THREADS, Json, bot_role_id
from .refusals import Refusal

FOR_A_MEMBER = 1
# Who cannot talk can do none of these: https://discord.com/developers/docs/topics/permissions#implicit-permissions
NEEDS_TALKING = discord.Permissions(embed_links=True, attach_files=True, mention_everyone=True, send_tts_messages=True)


def of_the_bot(place: Json, parent: Json | None = None) -> discord.Permissions:
    """What the bot may do there. `parent` is the channel of a thread, whose overwrites count for the thread.

    Source: https://discord.com/developers/docs/topics/permissions#permission-overwrites
    """
    overwrites = {each["id"]: each for each in (parent or place)["permission_overwrites"]}
    may = MEMBER_MAY.value | BOT_MAY.value
    if place["guild_id"] is None or not overwrites:
        return discord.Permissions(may)
    for whose in (place["guild_id"], bot_role_id(place["guild_id"]), BOT_ID):
        if whose in overwrites:
            may = may & ~int(overwrites[whose]["deny"]) | int(overwrites[whose]["allow"])
    held = discord.Permissions(may)
    if not held.view_channel:
        return discord.Permissions.none()
    talks = held.send_messages_in_threads if place["type"] in THREADS else held.send_messages
    return held if talks else discord.Permissions(may & ~NEEDS_TALKING.value)


def overwritten(place: Json, *, grant: Iterable[str] = (), revoke: Iterable[str] = ()) -> list[Json]:
    """The channel's overwrites after these permissions ("send_messages"…) were granted to the bot there, or taken from it.

    Raises `TypeError` for a name that is none of a permission.
    """
    others = [each for each in place["permission_overwrites"] if each["id"] != BOT_ID]
    [own] = [each for each in place["permission_overwrites"] if each["id"] == BOT_ID] or [{"deny": "0"}]
    granted, revoked = (discord.Permissions(**dict.fromkeys(names, True)).value for names in (grant, revoke))
    denied = int(own["deny"]) & ~granted | revoked
    return [*others, {"id": BOT_ID, "type": FOR_A_MEMBER, "allow": "0", "deny": str(denied)}] if denied else others


def lacking() -> Refusal:
    """https://discord.com/developers/docs/topics/opcodes-and-status-codes#json"""
    return Refusal(403, 50013, "Missing Permissions")


def check_may_talk(place: Json, may: discord.Permissions, closed_to_the_bot: Iterable[str]) -> None:
    """Raise `Refusal` where the bot cannot post a message. `closed_to_the_bot` are ids of people who take none.

    Sources: https://discord.com/developers/docs/resources/message#create-message and, for threads,
    https://discord.com/developers/docs/topics/threads. A thread that is closed for good was seen to be answered with 403/50083:
    https://github.com/discord/discord-api-docs/issues/7707
    """
    if place["guild_id"] is None:
        if place["recipients"][0]["id"] in closed_to_the_bot:
            raise Refusal(403, 50007, "Cannot send messages to this user")
        return
    if place["type"] == FORUM:
        raise Refusal(400, 50008, "Cannot send messages in a non-text channel")
    if place["type"] not in THREADS:
        if not may.send_messages:
            raise lacking()
        return
    state = place["thread_metadata"]
    if not may.send_messages_in_threads:
        raise lacking()
    if state["locked"] and state["archived"]:
        raise thread_is_archived()
    if state["locked"] and not may.manage_threads:
        raise Refusal(403, 160005, "Thread is locked")


def thread_is_archived() -> Refusal:
    return Refusal(403, 50083, "Thread is archived")


def without_forbidden_embeds(payload: Json, may: discord.Permissions, *, new: bool) -> Json:
    """`payload` as Discord takes it from a bot that may not embed links: with other content, the embeds are dropped silently.

    A new message of nothing else is refused (403/50013), an edit is not.
    Source: https://github.com/discord/discord-api-docs/issues/2601
    """
    if may.embed_links or not payload.get("embeds"):
        return payload
    if new and not payload.get("content"):
        raise lacking()
    return {**payload, "embeds": []}
