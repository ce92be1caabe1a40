"""A server where suggestions are reviewed: members who suggest, two moderators, two editors, and a channel for the cards."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Callable
from typing import Any

import discord
import simcord

from bot.domain.changes import Proposal
from bot.domain.servers import ServerSettings
from bot.settings import Settings
from bot.store import proposals, servers
from bot.store.database import Connection
from tests.e2e.conftest import TODAY, Place, placed, read

BIRMINGHAM, CINCINNATI = "Birmingham, Michigan", "Cincinnati"
A_PAIRING = {
    "cities": f"{BIRMINGHAM} / Lviv", "tie": ["friendship"], "happened": ["signed"], "when": "1 March 1991, by the city council",
    "source": "https://www.example.org/lviv, 2 March 1991",
}  # fmt: skip
"""A form that is filled in well."""
REASON = {"words": "The page does not say so."}
"""Why something is rejected."""


class Board:
    """The people around reviews, and what they see."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.env, self.bot, self.guild = place.env, place.bot, place.guild
        self.channel = place.channel
        self.reviews = self.guild.create_text_channel("review")
        self.ana, self.ben, self.mona = place.ana, place.ben, place.mona
        self.moderators = self.guild.create_role("Keepers")
        self.max = self.guild.add_member(self.env.create_user("max"), roles=[self.moderators])
        self.ed = self.guild.add_member(self.env.create_user("ed"))
        self.eva = self.guild.add_member(self.env.create_user("eva"))

    async def open(self) -> None:
        """Set the server up: its role, its channel, and whom the operator named as editors of the catalogue."""
        own = {"home_guild": self.guild.id, "editor_ids": frozenset({self.ed.id, self.eva.id})}
        self.bot.settings = self.bot.settings.model_copy(update=own)
        await self.set_up()

    async def set_up(self, **changed: Any) -> None:
        chosen = {"moderator_role": self.moderators.id, "review_channel": self.reviews.id, **changed}
        settings = ServerSettings(guild_id=self.guild.id, **chosen)
        await self.bot.store.write(lambda db: servers.put(db, settings))

    async def fill_in(self, who: simcord.MemberActor, kind: str, /, **values: Any) -> simcord.InteractionResult:
        """Ask for a form by a slash command and send it off."""
        shown = await who.slash(self.channel, "suggest", kind=kind)
        assert shown.modal is not None
        return await who.submit_modal(shown, values)

    async def suggest(self, who: simcord.MemberActor, /, to: str = "moderators", **values: Any) -> discord.Message:
        """Suggest a pairing and send it off; returns the card."""
        drafted = await self.fill_in(who, "pairing", **{**A_PAIRING, **values})
        sent = await who.click(message_of(drafted), label=f"Send to the {to}")
        assert "you will hear what became of it" in read(self.seen(drafted)), read(message_of(sent))
        return self.cards()[-1]

    def cards(self) -> list[discord.Message]:
        """What stands in the review channel, oldest first."""
        return sorted(self.reviews.history(), key=lambda message: message.id)

    def now(self, message: Any) -> discord.Message:
        """A card as it stands now."""
        return next(each for each in self.cards() if each.id == message.id)

    def seen(self, result: simcord.InteractionResult) -> Any:
        """What an answer to a press shows now."""
        assert result.response is not None
        return result.response.message

    async def private(self, who: simcord.MemberActor) -> list[discord.Message]:
        """The bot's direct messages to somebody, oldest first."""
        user = await self.bot.fetch_user(who.id)
        channel = user.dm_channel or await user.create_dm()
        return sorted([message async for message in channel.history()], key=lambda message: message.id)

    async def read_store(self, query: Callable[[Connection], Any]) -> Any:
        return await self.bot.store.read(query)

    async def proposal(self, number: int) -> Proposal:
        found: Proposal | None = await self.read_store(lambda db: proposals.one(db, number))
        assert found is not None
        return found

    async def forge(self, custom_id: str) -> discord.Message:
        """A message of the bot's with a button whose id is made up: of an earlier card, or a forger's."""
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Press", custom_id=custom_id))
        channel = self.bot.get_channel(self.reviews.id)
        assert isinstance(channel, discord.TextChannel)
        message = await channel.send("x", view=view)
        view.stop()
        return message


@contextlib.asynccontextmanager
async def board(settings: Settings, clock: Callable[[], dt.datetime] = lambda: TODAY) -> AsyncIterator[Board]:
    """A server set up so, with a bot whose store the test may change."""
    patient = settings.model_copy(update={"cooldown_user_commands": 100, "cooldown_channel_commands": 100})
    async with placed(patient, clock) as place:
        made = Board(place)
        await made.open()
        yield made


def message_of(result: simcord.InteractionResult) -> Any:
    """The message with which a press or a form was answered."""
    assert result.response is not None
    return result.response.message


def said(result: simcord.InteractionResult) -> str:
    """The answer to a press or a form, which only its asker sees."""
    assert result.ephemeral
    return read(message_of(result))
