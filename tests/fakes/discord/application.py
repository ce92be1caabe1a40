"""The routes of the bot itself: who it is, where it is, and the commands that it registers."""

from __future__ import annotations

from . import payloads
from .limits import check_commands
from .payloads import BOT, Json
from .refusals import unknown
from .routes import ROUTES, Call

CHAT_INPUT = 1


@ROUTES.add("GET /users/@me")
async def see_self(call: Call) -> Json:
    return payloads.user(BOT)


@ROUTES.add("GET /users/{user_id}")
async def see_user(call: Call) -> Json:
    if call.path["user_id"] not in call.world.people:
        raise unknown("User", 10013)
    return payloads.user(call.world.people[call.path["user_id"]])


@ROUTES.add("GET /applications/@me", "GET /oauth2/applications/@me")
async def see_application(call: Call) -> Json:
    return payloads.application(call.world.owner, call.application_flags)


@ROUTES.add("GET /gateway", "GET /gateway/bot")
async def find_gateway(call: Call) -> Json:
    """https://discord.com/developers/docs/events/gateway#get-gateway-bot"""
    limit = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
    return {"url": f"ws{call.world.address.removeprefix('http')}/gateway/", "shards": 1, "session_start_limit": limit}


@ROUTES.add("GET /guilds/{guild_id}")
async def see_guild(call: Call) -> Json:
    return {key: value for key, value in _guild(call).items() if key not in ("members", "channels", "threads")}


@ROUTES.add("GET /guilds/{guild_id}/channels")
async def see_guild_channels(call: Call) -> list[Json]:
    return list(_guild(call)["channels"])


@ROUTES.add("GET /guilds/{guild_id}/members/{user_id}")
async def see_member(call: Call) -> Json:
    person = call.world.people.get(call.path["user_id"])
    if person is None:
        raise unknown("Member", 10007)
    return payloads.member(person, _guild(call)["id"])


def _guild(call: Call) -> Json:
    guild_id = call.path["guild_id"]
    if guild_id not in {guild["id"] for guild in call.world.joined}:
        raise unknown("Guild", 10004)
    return call.world.guilds[guild_id]


@ROUTES.add("GET /applications/{application_id}/commands", "GET /applications/{application_id}/guilds/{guild_id}/commands")
async def see_commands(call: Call) -> list[Json]:
    return _registered(call)


@ROUTES.add("PUT /applications/{application_id}/commands", "PUT /applications/{application_id}/guilds/{guild_id}/commands")
async def register_commands(call: Call) -> list[Json]:
    """All commands at once; those that are not named are gone.

    Source: https://discord.com/developers/docs/interactions/application-commands#bulk-overwrite-global-application-commands
    """
    check_commands(call.commands)
    world, guild_id = call.world, call.path.get("guild_id", "")
    earlier = {(held["type"], held["name"]): held["id"] for held in _registered(call)}
    for held in _registered(call):
        del world.commands[held["id"]]
    for given in call.commands:
        kind = given.get("type", CHAT_INPUT)
        command_id = earlier.get((kind, given["name"])) or world.snowflake()
        world.commands[command_id] = _shown(given, command_id, world.snowflake()) | ({"guild_id": guild_id} if guild_id else {})
    world.count("command registrations")
    return _registered(call)


def _registered(call: Call) -> list[Json]:
    return [held for held in call.world.commands.values() if held.get("guild_id") == call.path.get("guild_id")]


def _shown(given: Json, command_id: str, version: str) -> Json:
    """https://discord.com/developers/docs/interactions/application-commands#application-command-object"""
    missing = {
        "type": CHAT_INPUT,
        "description": "",
        "options": [],
        "name_localizations": None,
        "description_localizations": None,
        "default_member_permissions": None,
        "contexts": None,
        "integration_types": [0],
        "nsfw": False,
    }
    return {**missing, **given, "id": command_id, "application_id": payloads.APPLICATION_ID, "version": version}
