"""The routes of channels, messages and reactions."""

from __future__ import annotations

from . import payloads
from .limits import check_message
from .payloads import BOT, BOT_ID, DIRECT, NEWS, THREADS, Json, Person
from .permissions import check_may_talk, lacking, thread_is_archived, without_forbidden_embeds
from .refusals import INVALID_FORM, Refusal, unknown
from .routes import ROUTES, Call
from .world import World

PAGE, LARGEST_PAGE = 50, 100


@ROUTES.add("GET /channels/{channel_id}")
async def see_channel(call: Call) -> Json:
    return call.world.place(call.path["channel_id"])


@ROUTES.add("DELETE /channels/{channel_id}")
async def delete_channel(call: Call) -> Json:
    place = call.world.place(call.path["channel_id"])
    await remove_channel(call.world, place)
    return place


async def remove_channel(world: World, place: Json, *, told: bool = True) -> None:
    """The channel is gone, for the bot and for everybody, with its threads. Without `told`, the bot hears nothing of it."""
    is_thread = place["type"] in THREADS
    threads = [other for other in world.channels.values() if other["parent_id"] == place["id"]]
    for gone in (place, *threads):
        del world.channels[gone["id"]]
        if gone["guild_id"]:
            guild = world.guilds[gone["guild_id"]]
            guild["channels"], guild["threads"] = _without(guild["channels"], gone), _without(guild["threads"], gone)
    if told:
        await world.announce("THREAD_DELETE" if is_thread else "CHANNEL_DELETE", place)


async def wake(world: World, place: Json) -> None:
    """A message un-archives the thread in which it is posted: https://discord.com/developers/docs/topics/threads"""
    if place["type"] not in THREADS:
        return
    place["message_count"] += 1
    place["total_message_sent"] += 1
    if place["thread_metadata"]["archived"]:
        await set_thread(world, place, archived=False)


async def set_thread(world: World, thread: Json, **changed: object) -> None:
    """Change what is said of a thread in its `thread_metadata`: archived, locked."""
    thread["thread_metadata"] |= {**changed, "archive_timestamp": world.now().isoformat()}
    active = world.guilds[thread["guild_id"]]["threads"]
    others = _without(active, thread)
    world.guilds[thread["guild_id"]]["threads"] = others if thread["thread_metadata"]["archived"] else [*others, thread]
    await world.announce("THREAD_UPDATE", thread)


def _without(places: list[Json], gone: Json) -> list[Json]:
    return [place for place in places if place is not gone]


@ROUTES.add("POST /users/@me/channels")
async def open_direct(call: Call) -> Json:
    person = call.world.people.get(str(call.body["recipient_id"]))
    if person is None:
        raise unknown("User", 10013)
    return call.world.direct(person)


@ROUTES.add("POST /channels/{channel_id}/typing")
async def show_typing(call: Call) -> None:
    call.world.place(call.path["channel_id"])


@ROUTES.add("POST /channels/{channel_id}/messages")
async def post_message(call: Call) -> Json:
    """https://discord.com/developers/docs/resources/message#create-message"""
    world, payload = call.world, call.body
    place = world.place(call.path["channel_id"])
    check_may_talk(place, world.rights(place), world.closed_to_the_bot)
    nonce = payload.get("nonce")
    earlier = world.of_nonce(nonce) if nonce is not None and payload.get("enforce_nonce") else None
    if earlier:
        world.count("nonces met again")
        return earlier
    shown = checked(call, place, payload)
    more: Json = {} if nonce is None else {"nonce": nonce}
    await wake(world, place)
    return await world.post(place, BOT, shown, call.files, heard_at=call.heard_at, **more, **_reply_to(call, place))


def checked(call: Call, place: Json, payload: Json) -> Json:
    """What becomes of a new message of that payload. Raises `Refusal` when it is over a limit or needs what the bot may not."""
    may = call.world.rights(place)
    check_message(payload, call.files)
    if call.files and not may.attach_files:
        raise lacking()
    return without_forbidden_embeds(payload, may, new=True)


def _reply_to(call: Call, place: Json) -> Json:
    """What makes a message a reply. Raises `Refusal` when it must reply to what is not there, or what the bot may not read.

    Source: https://discord.com/developers/docs/resources/message#message-reference
    """
    reference = call.body.get("message_reference")
    if not reference:
        return {}
    if not call.world.rights(place).read_message_history:
        raise Refusal(403, 160002, "Cannot reply without permission to read message history")
    answered = call.world.messages.get(str(reference["message_id"]))
    if answered is None and reference.get("fail_if_not_exists", True):
        problem = {"code": "REPLIES_UNKNOWN_MESSAGE", "message": "Unknown message"}
        raise Refusal(400, INVALID_FORM, "Invalid Form Body", errors={"message_reference": {"_errors": [problem]}})
    if answered is None:
        return {}
    named = {"message_id": answered["id"], "channel_id": answered["channel_id"], "type": 0}
    if "guild_id" in answered:
        named["guild_id"] = answered["guild_id"]
    return {"type": payloads.REPLY, "message_reference": named, "referenced_message": answered}


@ROUTES.add("GET /channels/{channel_id}/messages")
async def see_messages(call: Call) -> list[Json]:
    """A page of a channel's history, newest first; nothing where the bot may not read it.

    Source: https://discord.com/developers/docs/resources/message#get-channel-messages
    """
    place, size = call.world.place(call.path["channel_id"]), int(call.query.get("limit", PAGE))
    bounds = [key for key in ("around", "before", "after") if key in call.query]
    if not 1 <= size <= LARGEST_PAGE or len(bounds) > 1:
        raise Refusal(400, INVALID_FORM, "Invalid Form Body")
    if not call.world.rights(place).read_message_history:
        return []
    here = [found for found in call.world.said_in(place["id"]) if not found["flags"] & payloads.EPHEMERAL]
    if not bounds:
        return here[::-1][:size]
    bound = int(call.query[bounds[0]])
    older = [found for found in here if int(found["id"]) < bound]
    newer = [found for found in here if int(found["id"]) > bound]
    if bounds == ["before"]:
        return older[::-1][:size]
    if bounds == ["after"]:
        return newer[:size][::-1]
    middle = [found for found in here if int(found["id"]) == bound]
    half = size // 2
    return [*newer[:half][::-1], *middle, *older[::-1][:half]][:size]


@ROUTES.add("GET /channels/{channel_id}/messages/{message_id}")
async def see_message(call: Call) -> Json:
    """https://discord.com/developers/docs/resources/message#get-channel-message, which does not say how a refusal is worded."""
    found = call.world.message(call.path["channel_id"], call.path["message_id"])
    if not call.world.rights(call.world.channels[found["channel_id"]]).read_message_history:
        raise Refusal(403, 50001, "Missing Access")
    return found


@ROUTES.add("PATCH /channels/{channel_id}/messages/{message_id}")
async def edit_message(call: Call) -> Json:
    """https://discord.com/developers/docs/resources/message#edit-message"""
    before = call.world.message(call.path["channel_id"], call.path["message_id"])
    if before["author"]["id"] != BOT_ID:
        raise Refusal(403, 50005, "Cannot edit a message authored by another user")
    place = call.world.channels[before["channel_id"]]
    if place["type"] in THREADS and place["thread_metadata"]["archived"]:
        raise thread_is_archived()
    check_message(call.body, call.files, before=before)
    shown = without_forbidden_embeds(call.body, call.world.rights(place), new=False)
    return await call.world.edit(before, shown, call.files)


@ROUTES.add("DELETE /channels/{channel_id}/messages/{message_id}")
async def delete_message(call: Call) -> None:
    found = call.world.message(call.path["channel_id"], call.path["message_id"])
    if found["channel_type"] == DIRECT and found["author"]["id"] != BOT_ID:
        raise Refusal(403, 50003, "Cannot execute action on a DM channel")
    if found["author"]["id"] != BOT_ID and not call.world.rights(call.world.channels[found["channel_id"]]).manage_messages:
        raise lacking()
    await call.world.delete(found)


@ROUTES.add("POST /channels/{channel_id}/messages/{message_id}/crosspost")
async def publish_message(call: Call) -> Json:
    """Needs SEND_MESSAGES, and MANAGE_MESSAGES for another's message. How often it is done is limited in `rate_limits`.

    Source: https://discord.com/developers/docs/resources/message#crosspost-message
    """
    found = call.world.message(call.path["channel_id"], call.path["message_id"])
    may = call.world.rights(call.world.channels[found["channel_id"]])
    if not may.send_messages or (found["author"]["id"] != BOT_ID and not may.manage_messages):
        raise lacking()
    if found["channel_type"] != NEWS:
        raise Refusal(400, 50024, "Cannot execute action on this channel type")
    if found["flags"] & payloads.CROSSPOSTED:
        raise Refusal(400, 40033, "This message has already been crossposted")
    call.world.count("crossposts")
    return await call.world.edit(found, {"flags": found["flags"] | payloads.CROSSPOSTED})


@ROUTES.add("PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me")
async def add_reaction(call: Call) -> None:
    found = call.world.message(call.path["channel_id"], call.path["message_id"])
    await react(call.world, found, call.path["emoji"], BOT)


@ROUTES.add("DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me")
async def remove_reaction(call: Call) -> None:
    found = call.world.message(call.path["channel_id"], call.path["message_id"])
    await react(call.world, found, call.path["emoji"], BOT, remove=True)


async def react(world: World, message: Json, emoji: str, person: Person, *, remove: bool = False) -> None:
    """Somebody adds a reaction to that message, or takes theirs away. Only emoji that are plain characters.

    Source: https://discord.com/developers/docs/events/gateway-events#message-reaction-add
    """
    those = world.reactions[message["id"]].setdefault(emoji, [])
    if remove != (person.id in those):
        return
    those.remove(person.id) if remove else those.append(person.id)
    event: Json = {
        "user_id": person.id,
        "channel_id": message["channel_id"],
        "message_id": message["id"],
        "message_author_id": message["author"]["id"],
        "emoji": {"id": None, "name": emoji},
        "burst": False,
        "type": 0,
    }
    if "guild_id" in message:
        event |= {"guild_id": message["guild_id"], "member": payloads.member(person, message["guild_id"])}
    await world.announce("MESSAGE_REACTION_REMOVE" if remove else "MESSAGE_REACTION_ADD", event)
