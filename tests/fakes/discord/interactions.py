"""An interaction, from somebody's click to the bot's last follow-up, and its routes.

Source: https://discord.com/developers/docs/interactions/receiving-and-responding
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable

import discord

from . import payloads
from .answers import Outcome, Shown
from .limits import check_choices, check_form, check_message
from .payloads import APPLICATION_ID, BOT, EPHEMERAL, LOADING, Json, Person
from .refusals import INVALID_FORM, Refusal, unknown
from .routes import ROUTES, Call
from .world import World

# https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-interaction-type
COMMAND, PRESS, TYPING, FORM = 2, 3, 4, 5
# https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type
ANSWER, DEFER, DEFER_UPDATE, UPDATE, CHOICES, SHOW_FORM = 4, 5, 6, 7, 8, 9
MAY_FOLLOW = {
    COMMAND: (ANSWER, DEFER, SHOW_FORM),
    PRESS: (ANSWER, DEFER, DEFER_UPDATE, UPDATE, SHOW_FORM),
    TYPING: (CHOICES,),
    FORM: (ANSWER, DEFER, DEFER_UPDATE, UPDATE),
}
# https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object: 3 seconds, then 15 minutes
SECONDS_TO_ACKNOWLEDGE, SECONDS_TO_FOLLOW_UP = 3.0, 900.0


class Interaction:
    """One, with what came of it so far. It is over when the bot has given `wanted` messages, a form or choices."""

    def __init__(
        self, kind: int, where: Json, who: Person, data: Json, world: World, *,
        pressed: Json | None = None, locale: str = "en-US", wanted: int = 1,
    ) -> None:  # fmt: skip
        self.id, self.token = world.snowflake(), secrets.token_urlsafe(48)
        self.kind, self.where, self.who, self.data, self.pressed, self.locale = kind, where, who, data, pressed, locale
        self.clock: Callable[[], float] = world.clock
        self.began = self.clock()
        self.callback: int | None = None
        self.acknowledged_at = self.answered_at = 0.0
        self.messages: list[Json] = []
        self.original: Json | None = None
        self.form: Json | None = None
        self.choices: list[Json] = []
        self.wanted = wanted
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def age(self) -> float:
        return self.clock() - self.began

    def payload(self, world: World) -> Json:
        """https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-interaction-structure"""
        guild_id, member_may = self.where["guild_id"], payloads.permissions(self.who)
        shown: Json = {
            "id": self.id,
            "application_id": APPLICATION_ID,
            "type": self.kind,
            "token": self.token,
            "version": 1,
            "data": self.data,
            "channel_id": self.where["id"],
            "channel": {**self.where, "permissions": str(member_may.value)},
            "locale": self.locale,
            "entitlements": [],
            "attachment_size_limit": 10 * 2**20,
            "app_permissions": str((payloads.MEMBER_MAY if self._is_elsewhere(world) else world.rights(self.where)).value),
            "context": 0 if guild_id else 1,
            "authorizing_integration_owners": self._owners(world),
        }
        if guild_id:
            member = payloads.member(self.who, guild_id) | {"permissions": str(member_may.value)}
            guild = {"id": guild_id, "locale": "en-US", "features": []}
            shown |= {"guild_id": guild_id, "guild": guild, "guild_locale": "en-US", "member": member}
        else:
            shown["user"] = payloads.user(self.who)
        if self.pressed:
            shown["message"] = self.pressed
        return shown

    def _is_elsewhere(self, world: World) -> bool:
        return bool(self.where["guild_id"] == world.foreign_guild["id"])

    def _owners(self, world: World) -> Json:
        """Who installed the bot: the server (0), or the person who uses it (1)."""
        if self._is_elsewhere(world):
            return {"1": self.who.id}
        return {"0": self.where["guild_id"] or "0"}

    def take(self, message: Json | None, heard_at: float) -> None:
        """The bot has shown this message (or a form, or choices)."""
        self.answered_at = heard_at
        if message is not None and all(message is not held for held in self.messages):
            self.messages.append(message)
        if (message is None or len(self.messages) >= self.wanted) and not self.over.done():
            self.over.set_result(None)

    def outcome(self) -> Outcome:
        after = [moment - self.began if moment else 0.0 for moment in (self.acknowledged_at, self.answered_at)]
        return Outcome([Shown(message) for message in self.messages], self.form, self.choices, *after)


@ROUTES.add("POST /interactions/{interaction_id}/{token}/callback")
async def respond(call: Call) -> Json | None:
    """The bot's first word. Raises `Refusal` when it comes late, twice, in the wrong kind or over a limit."""
    world, kind, data = call.world, call.body["type"], call.body.get("data") or {}
    interaction = world.interactions.get(call.path["token"])
    if interaction is None or interaction.id != call.path["interaction_id"] or interaction.age > SECONDS_TO_ACKNOWLEDGE:
        world.count("late callbacks")
        raise unknown("interaction", 10062)
    if interaction.callback is not None:
        raise Refusal(400, 40060, "Interaction has already been acknowledged.")
    if kind not in MAY_FOLLOW[interaction.kind]:
        problem = {"code": "BASE_TYPE_CHOICES", "message": f"Value must be one of {MAY_FOLLOW[interaction.kind]}."}
        raise Refusal(400, INVALID_FORM, "Invalid Form Body", errors={"type": {"_errors": [problem]}})
    await _perform(call, interaction, kind, data)
    interaction.callback, interaction.acknowledged_at = kind, call.heard_at
    world.count("callbacks")
    if call.query.get("with_response", "").lower() not in ("1", "true"):
        return None
    about: Json = {"id": interaction.id, "type": interaction.kind}
    resource: Json = {"type": kind}
    if interaction.original:
        about |= {"response_message_id": interaction.original["id"], "response_message_loading": kind == DEFER}
        resource["message"] = interaction.original
    return {"interaction": about, "resource": resource}


async def _perform(call: Call, interaction: Interaction, kind: int, data: Json) -> None:
    if kind == ANSWER:
        check_message(data, call.files, prefix="data.")
        interaction.original = await _post(call, interaction, data)
        interaction.take(interaction.original, call.heard_at)
    elif kind == DEFER:
        interaction.original = await _post(call, interaction, {"flags": (data.get("flags") or 0) | LOADING})
    elif kind == DEFER_UPDATE:
        interaction.original = interaction.pressed
    elif kind == UPDATE:
        if interaction.pressed is None:
            raise Refusal(400, INVALID_FORM, "Invalid Form Body")
        check_message(data, call.files, before=interaction.pressed, prefix="data.")
        interaction.original = await call.world.edit(interaction.pressed, data, call.files)
        interaction.take(interaction.original, call.heard_at)
    elif kind == CHOICES:
        check_choices(data.get("choices") or [])
        interaction.choices = data.get("choices") or []
        interaction.take(None, call.heard_at)
    else:
        check_form(data)
        interaction.form = data
        interaction.take(None, call.heard_at)


async def _post(call: Call, interaction: Interaction, payload: Json) -> Json:
    metadata = {
        "id": interaction.id,
        "type": interaction.kind,
        "user": payloads.user(interaction.who),
        "authorizing_integration_owners": {},
    }
    return await call.world.post(
        interaction.where, BOT, payload, call.files, heard_at=call.heard_at,
        webhook_id=APPLICATION_ID, application_id=APPLICATION_ID, interaction_metadata=metadata,
        type=payloads.CHAT_INPUT_COMMAND if interaction.kind == COMMAND else 0,
    )  # fmt: skip


def _acknowledged(call: Call) -> Interaction:
    """The interaction of the path's token. Raises `Refusal` before the first word, and after fifteen minutes."""
    interaction = call.world.interactions.get(call.path["token"])
    if interaction is None or interaction.callback is None:
        raise unknown("Webhook", 10015)
    if interaction.age > SECONDS_TO_FOLLOW_UP:
        raise Refusal(401, 50027, "Invalid Webhook Token")
    return interaction


def _message_of(call: Call, interaction: Interaction) -> Json:
    wanted = call.path["message_id"]
    if interaction.original and wanted in ("@original", interaction.original["id"]):
        return interaction.original
    for message in interaction.messages:
        if message["id"] == wanted:
            return message
    raise unknown("Message", 10008)


@ROUTES.add("POST /webhooks/{application_id}/{token}")
async def follow_up(call: Call) -> Json:
    """A further message; after a deferral the first one takes the place of "is thinking…"."""
    interaction = _acknowledged(call)
    if interaction.original and interaction.original["flags"] & LOADING:
        return await _replace(call, interaction, interaction.original)
    check_message(call.body, call.files)
    posted = await _post(call, interaction, call.body)
    interaction.take(posted, call.heard_at)
    return posted


@ROUTES.add("GET /webhooks/{application_id}/{token}/messages/{message_id}")
async def see_answer(call: Call) -> Json:
    return _message_of(call, _acknowledged(call))


@ROUTES.add("PATCH /webhooks/{application_id}/{token}/messages/{message_id}")
async def edit_answer(call: Call) -> Json:
    interaction = _acknowledged(call)
    return await _replace(call, interaction, _message_of(call, interaction))


async def _replace(call: Call, interaction: Interaction, message: Json) -> Json:
    """Edit an answer. Whether only the asker sees it was settled by the deferral and cannot be changed any more."""
    check_message(call.body, call.files, before={**message, "flags": message["flags"] & ~LOADING})
    message["flags"] &= ~LOADING
    wanted = (call.body.get("flags") or 0) & ~EPHEMERAL
    edited = await call.world.edit(message, {**call.body, "flags": message["flags"] | wanted}, call.files)
    interaction.take(edited, call.heard_at)
    return edited


@ROUTES.add("DELETE /webhooks/{application_id}/{token}/messages/{message_id}")
async def delete_answer(call: Call) -> None:
    await call.world.delete(_message_of(call, _acknowledged(call)))


def may_use(command: Json, where: Json, *, elsewhere: bool) -> bool:
    """Whether Discord's client would offer that command there.

    Source: https://discord.com/developers/docs/interactions/application-commands#interaction-contexts
    """
    contexts, installed = command["contexts"], command["integration_types"]
    if contexts is not None and (0 if where["guild_id"] else 1) not in contexts:
        return False
    return (1 if elsewhere else 0) in installed


def needed_permissions(command: Json) -> discord.Permissions:
    """What somebody must hold so that Discord's client offers the command (the server may have changed it)."""
    return discord.Permissions(int(command["default_member_permissions"] or 0))


def resolved(people: dict[str, Person], channels: list[Json]) -> Json:
    """The part of a command's data that shows whom and what its options name.

    Source: https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-resolved-data-structure
    """
    may = {"permissions": str(payloads.MEMBER_MAY.value)}
    members = {key: payloads.member(person, "0", with_user=False) | may for key, person in people.items()}
    return {
        "resolved": {
            "users": {key: payloads.user(person) for key, person in people.items()},
            "members": members,
            "channels": {place["id"]: {**place, **may} for place in channels},
        }
    }
