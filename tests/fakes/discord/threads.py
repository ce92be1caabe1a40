"""The routes of threads, and of posts in a forum, which are threads with their first message inside.

Source: https://discord.com/developers/docs/topics/threads
"""

from __future__ import annotations

from . import payloads
from .messages import checked, set_thread
from .payloads import BOT, BOT_ID, FORUM, NEWS, NEWS_THREAD, PUBLIC_THREAD, TEXT, THREADS, Json
from .permissions import lacking, thread_is_archived
from .refusals import Complaints, Refusal
from .routes import ROUTES, Call
from .world import World

NAME = 100
DAY_IN_MINUTES = 1440


@ROUTES.add("POST /channels/{channel_id}/threads")
async def start_thread(call: Call) -> Json:
    """A thread without a message, or a post in a forum. A forum's first message takes no nonce.

    Source: https://discord.com/developers/docs/resources/channel#start-thread-in-forum-or-media-channel
    """
    world, place = call.world, call.world.place(call.path["channel_id"])
    _check_name(call)
    if place["type"] != FORUM:
        _check_may_start(call, place, (TEXT, NEWS))
        return await open_thread(world, place, call.body["name"])
    if not world.rights(place).send_messages:
        raise lacking()
    first: Json = call.body.get("message") or {}
    shown = checked(call, place, first)
    thread = await open_thread(world, place, call.body["name"])
    posted = await world.post(thread, BOT, shown, call.files, heard_at=call.heard_at, id=thread["id"])
    return {**thread, "message": posted}


@ROUTES.add("POST /channels/{channel_id}/messages/{message_id}/threads")
async def start_thread_of_message(call: Call) -> Json:
    """https://discord.com/developers/docs/resources/channel#start-thread-from-message"""
    found = call.world.message(call.path["channel_id"], call.path["message_id"])
    place = call.world.channels[found["channel_id"]]
    _check_name(call)
    _check_may_start(call, place, (TEXT, NEWS))
    if found["id"] in call.world.channels:
        raise Refusal(400, 160004, "A thread has already been created for this message")
    return await open_thread(call.world, place, call.body["name"], found["id"])


def _check_name(call: Call) -> None:
    complaints = Complaints()
    complaints.length("name", call.body.get("name") or "", NAME, 1)
    complaints.refuse_if_any()


def _check_may_start(call: Call, place: Json, kinds: tuple[int, ...]) -> None:
    if place["type"] not in kinds:
        raise Refusal(400, 50024, "Cannot execute action on this channel type")
    if not call.world.rights(place).create_public_threads:
        raise lacking()


async def open_thread(world: World, parent: Json, name: str, thread_id: str | None = None) -> Json:
    """A new thread of the bot's in that channel, of which it is told.

    Source: https://discord.com/developers/docs/resources/channel#thread-metadata-object
    """
    new_id, opened_at = thread_id or world.snowflake(), world.now().isoformat()
    kind = NEWS_THREAD if parent["type"] == NEWS else PUBLIC_THREAD
    state = {
        "archived": False,
        "locked": False,
        "auto_archive_duration": DAY_IN_MINUTES,
        "archive_timestamp": opened_at,
        "create_timestamp": opened_at,
    }
    counts = dict.fromkeys(("member_count", "message_count", "total_message_sent"), 0)
    own = {"id": new_id, "user_id": BOT_ID, "join_timestamp": opened_at, "flags": 0}
    thread = payloads.channel(
        new_id,
        parent["guild_id"],
        name,
        kind,
        parent_id=parent["id"],
        owner_id=BOT_ID,
        thread_metadata=state,
        member=own,
        **counts,
    )
    world.channels[new_id] = thread
    world.guilds[parent["guild_id"]]["threads"].append(thread)
    await world.announce("THREAD_CREATE", {**thread, "newly_created": True})
    return thread


@ROUTES.add("PATCH /channels/{channel_id}")
async def edit_thread(call: Call) -> Json:
    """Of channels, only threads can be changed here: archived, locked, name.

    An archived thread cannot be locked before it is un-archived (https://github.com/discord/discord-api-docs/issues/6928).
    Source: https://discord.com/developers/docs/topics/threads#editing--deleting-threads
    """
    thread = call.world.place(call.path["channel_id"])
    if thread["type"] not in THREADS:
        raise Refusal(400, 50024, "Cannot execute action on this channel type")
    may, state = call.world.rights(thread), thread["thread_metadata"]
    if not may.manage_threads and (thread["owner_id"] != BOT_ID or "locked" in call.body or state["locked"]):
        raise lacking()
    if state["archived"] and call.body.get("archived") is not False:
        raise thread_is_archived()
    thread["name"] = call.body.get("name", thread["name"])
    await set_thread(call.world, thread, **{key: call.body[key] for key in ("archived", "locked") if key in call.body})
    return thread


@ROUTES.add("GET /guilds/{guild_id}/threads/active")
async def see_active_threads(call: Call) -> Json:
    """https://discord.com/developers/docs/resources/guild#list-active-guild-threads"""
    if call.path["guild_id"] not in {guild["id"] for guild in call.world.joined}:
        raise Refusal(403, 50001, "Missing Access")
    active = call.world.guilds[call.path["guild_id"]]["threads"]
    return _listed([thread for thread in active if call.world.is_seen(thread["id"])])


@ROUTES.add("GET /channels/{channel_id}/threads/archived/public")
async def see_archived_threads(call: Call) -> Json:
    """https://discord.com/developers/docs/resources/channel#list-public-archived-threads; without its paging."""
    place = call.world.place(call.path["channel_id"])
    if not call.world.rights(place).read_message_history:
        raise lacking()
    of_it = [other for other in call.world.channels.values() if other["parent_id"] == place["id"]]
    archived = [thread for thread in of_it if thread["thread_metadata"]["archived"]]
    return _listed(sorted(archived, key=lambda thread: str(thread["thread_metadata"]["archive_timestamp"]), reverse=True))


def _listed(threads: list[Json]) -> Json:
    return {"threads": threads, "members": [thread["member"] for thread in threads], "has_more": False}
