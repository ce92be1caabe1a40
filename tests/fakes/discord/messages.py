"""The routes of channels, messages and reactions."""

from __future__ import annotations

from . import payloads
from .limits import check_message
from .payloads import BOT, BOT_ID, DIRECT, NEWS, Json, Person
from .refusals import INVALID_FORM, Refusal, unknown
from .routes import ROUTES, Call
from .world import World

# "in the past few minutes": https://discord.com/developers/docs/resources/message#create-message-jsonform-params
NONCE_SECONDS = 300.0


@ROUTES.add("GET /channels/{channel_id}")
async def see_channel(call: Call) -> Json:
    return call.world.place(call.path["channel_id"])


@ROUTES.add("DELETE /channels/{channel_id}")
async def delete_channel(call: Call) -> Json:
    place = call.world.place(call.path["channel_id"])
    await remove_channel(call.world, place)
    return place


async def remove_channel(world: World, place: Json) -> None:
    """The channel is gone, for the bot and for everybody."""
    del world.channels[place["id"]]
    if place["guild_id"]:
        world.guilds[place["guild_id"]]["channels"].remove(place)
    await world.announce("CHANNEL_DELETE", place)


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
    earlier = _of_same_nonce(call)
    if earlier:
        world.count("nonces met again")
        return earlier
    check_message(payload, call.files)
    more: Json = {"nonce": payload["nonce"]} if payload.get("nonce") is not None else {}
    return await world.post(place, BOT, payload, call.files, heard_at=call.heard_at, **more, **_reply_to(call))


def _of_same_nonce(call: Call) -> Json | None:
    """The bot's message of the past minutes with the same nonce, if the payload enforces it."""
    nonce = call.body.get("nonce")
    earlier = call.world.nonces.get(str(nonce))
    if nonce is None or earlier is None or not call.body.get("enforce_nonce"):
        return None
    age = call.world.now() - payloads.when(earlier)
    return earlier if age.total_seconds() < NONCE_SECONDS else None


def _reply_to(call: Call) -> Json:
    """What makes a message a reply. Raises `Refusal` when it must reply to what is not there.

    Source: https://discord.com/developers/docs/resources/message#message-reference
    """
    reference = call.body.get("message_reference")
    if not reference:
        return {}
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
    place, most = call.world.place(call.path["channel_id"]), int(call.query.get("limit", 50))
    here = [found for found in reversed(call.world.messages.values()) if found["channel_id"] == place["id"]]
    return [found for found in here if not found["flags"] & payloads.EPHEMERAL][:most]


@ROUTES.add("GET /channels/{channel_id}/messages/{message_id}")
async def see_message(call: Call) -> Json:
    return call.world.message(call.path["channel_id"], call.path["message_id"])


@ROUTES.add("PATCH /channels/{channel_id}/messages/{message_id}")
async def edit_message(call: Call) -> Json:
    """https://discord.com/developers/docs/resources/message#edit-message"""
    before = call.world.message(call.path["channel_id"], call.path["message_id"])
    if before["author"]["id"] != BOT_ID:
        raise Refusal(403, 50005, "Cannot edit a message authored by another user")
    check_message(call.body, call.files, before=before)
    return await call.world.edit(before, call.body, call.files)


@ROUTES.add("DELETE /channels/{channel_id}/messages/{message_id}")
async def delete_message(call: Call) -> None:
    found = call.world.message(call.path["channel_id"], call.path["message_id"])
    if found["channel_type"] == DIRECT and found["author"]["id"] != BOT_ID:
        raise Refusal(403, 50003, "Cannot execute action on a DM channel")
    await call.world.delete(found)


@ROUTES.add("POST /channels/{channel_id}/messages/{message_id}/crosspost")
async def publish_message(call: Call) -> Json:
    """https://discord.com/developers/docs/resources/message#crosspost-message"""
    found = call.world.message(call.path["channel_id"], call.path["message_id"])
    if found["channel_type"] != NEWS:
        raise Refusal(400, 50024, "Cannot execute action on this channel type")
    if found["flags"] & payloads.CROSSPOSTED:
        raise Refusal(400, 40033, "This message has already been crossposted")
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
