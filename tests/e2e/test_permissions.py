"""Who may do what: every command, for everybody, everywhere, in both forms, as the table in the moderators' page says."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from bot.domain.servers import ServerSettings
from bot.moderation.permissions import NEEDS
from bot.settings import Settings
from bot.store import servers
from tests.e2e.conftest import Place, placed, read

PAGE = Path(__file__).parents[2] / "docs" / "moderators.md"
EVERYBODY = frozenset({"member", "contributor", "moderator", "manager", "editor", "owner"})
WORDS = {
    "everybody": EVERYBODY,
    "moderators and editors": EVERYBODY - {"member", "contributor"},
    "moderators": frozenset({"moderator", "manager", "owner"}),
    "whoever manages the server": frozenset({"manager", "owner"}),
    "editors": frozenset({"editor", "owner"}),
    "nobody": frozenset(),
}
"""What the words of the table mean."""
HERE_ONLY = frozenset({"contributor", "moderator", "manager"})
"""What somebody is in one server and not in another."""
REFUSED = re.compile(
    r"You need (?:the role Keepers, or )?the permission Manage Server for this\."
    r"|In a direct message this is for editors of the shared catalogue\."
    r"|This sets up a server\. Use it in the server that you mean\."
)


def documented() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Command to who may use it in a server, and in a direct message."""
    section = PAGE.read_text(encoding="utf-8").split("## Who may do what")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("| `")]
    named = [(command, row) for row in rows for command in re.findall(r"`([^`]+)`", row[0])]
    assert len({command for command, _ in named}) == len(named), "a command stands in the table twice"
    return {command: (WORDS[row[1]], WORDS[row[2]]) for command, row in named}


class People:
    """One of each, in a server and in another one where they are nobody in particular."""

    def __init__(self, place: Place) -> None:
        self.place, self.env, self.bot = place, place.env, place.bot
        guild = place.guild
        self.keepers, friends = guild.create_role("Keepers"), guild.create_role("Friends")
        self.friends_id = friends.id
        managers = guild.roles["Moderators"]
        roles = {"moderator": [self.keepers], "contributor": [friends], "manager": [managers]}
        users = {name: self.env.create_user(name) for name in sorted(EVERYBODY)}
        self.here = {name: guild.add_member(user, roles=roles.get(name, [])) for name, user in users.items()}
        other = self.env.create_guild("Elsewhere")
        self.elsewhere = other.create_text_channel("general")
        self.there = {name: other.add_member(user) for name, user in users.items()}

    async def settle(self) -> None:
        own = {"editor_ids": frozenset({self.here["editor"].id}), "home_guild": self.place.guild.id}
        self.bot.settings = self.bot.settings.model_copy(update=own)
        self.bot.owner_ids = {self.here["owner"].id}
        chosen = ServerSettings(guild_id=self.place.guild.id, moderator_role=self.keepers.id, contributor_role=self.friends_id)
        await self.bot.store.write(lambda db: servers.put(db, chosen))

    async def is_let_in(self, where: str, name: str, command: Any, *, slash: bool) -> bool:
        """Whether somebody who is ``name`` may use a command there."""
        refused = await (self._slashed(where, name, command) if slash else self._typed(where, name, command.qualified_name))
        return not refused

    async def _typed(self, where: str, name: str, command: str) -> bool:
        if where == "dm":
            sent = await self.here[name].send_dm(f"!{command}")
            written = [message async for message in sent.channel.history() if message.author.bot and message.id > sent.id]
        else:
            actor, channel = self._at(where, name)
            sent = await actor.send(channel, f"!{command}")
            written = [message for message in channel.history() if message.author.bot and message.id > sent.id]
        assert len(written) == 1, f"{name} typed {command} and got {len(written)} answers"
        return bool(REFUSED.search(read(written[0])))

    async def _slashed(self, where: str, name: str, command: Any) -> bool:
        known = command.app_command
        is_group = isinstance(known, discord.app_commands.Group)
        path = f"{known.qualified_name} {command.fallback}" if is_group else known.qualified_name
        parameters = known.get_command(command.fallback).parameters if is_group else known.parameters
        given = {each.name: _some(each) for each in parameters if each.required}
        if where == "dm":
            result = await self.here[name].user.slash(path, **given)
        else:
            actor, channel = self._at(where, name)
            result = await actor.slash(channel, path, **given)
        if result.modal is not None:
            return False
        answers = [answer for answer in (result.response, *result.followups) if answer is not None]
        assert answers, f"{name} asked for /{path} and got no answer"
        refused = bool(REFUSED.search(read(answers[0].message)))
        assert result.ephemeral or not refused, f"/{path} refuses {name} for all to see"
        return refused

    def _at(self, where: str, name: str) -> tuple[simcord.MemberActor, simcord.ChannelHandle]:
        return (self.here[name], self.place.channel) if where == "here" else (self.there[name], self.elsewhere)


def _some(parameter: discord.app_commands.Parameter) -> Any:
    """Something that fits a field."""
    if parameter.type is discord.AppCommandOptionType.attachment:
        return ("sources.csv", b"source_id\n1\n")
    return parameter.choices[0].value if parameter.choices else "12"


@pytest.fixture
async def people(own_store: Settings) -> AsyncIterator[People]:
    async with placed(own_store) as place:
        made = People(place)
        await made.settle()
        yield made


async def test_every_command_stands_in_the_table_and_nothing_else_does(place: Place) -> None:
    commands = {command.qualified_name for command in place.bot.commands_in_order()}
    assert set(documented()) == commands
    groups = {name.partition(" ")[0] for name in commands if " " in name}
    assert set(NEEDS) <= commands | groups | {"settings show"}


@pytest.mark.parametrize("slash", [False, True], ids=["typed", "slash"])
@pytest.mark.parametrize("name", sorted(EVERYBODY))
async def test_everybody_may_do_what_the_table_says_and_nothing_else(people: People, name: str, slash: bool) -> None:
    table = documented()
    wrong = []
    for command in people.bot.commands_in_order():
        here, private = table[command.qualified_name]
        elsewhere = here if name not in HERE_ONLY or here == EVERYBODY else frozenset()
        for where, allowed in (("here", here), ("dm", private), ("elsewhere", elsewhere)):
            let_in = await people.is_let_in(where, name, command, slash=slash)
            if let_in != (name in allowed):
                wrong.append(f"{name} {'may' if let_in else 'may not'} use {command.qualified_name} ({where})")
    assert wrong == []


async def test_a_group_typed_alone_is_refused_as_its_commands_are(people: People) -> None:
    for typed in ("!entry", "!settings", "!entry pizza", "!settings pizza", "!ENTRY add"):
        assert REFUSED.search(read(await people.place.type(typed, who=people.here["member"]))), typed


async def test_the_help_shows_what_the_asker_may_use_and_no_more(people: People) -> None:
    table = documented()
    for name in sorted(EVERYBODY):
        text = read(await people.place.type("!help", who=people.here[name]))
        shown = "For moderators" in text
        assert shown == (name not in ("member", "contributor")), name
        for command in ("settings", "raidlock", "import", "entry"):
            allowed = any(name in table[each][0] for each in table if each.partition(" ")[0] == command)
            assert (f"!{command}" in text) == allowed, f"{name} {command}"


async def test_a_refusal_names_the_role_that_would_do(people: People) -> None:
    answer = read(await people.place.type("!review", who=people.here["member"]))
    assert answer == "You need the role Keepers, or the permission Manage Server for this."
    slash = await people.here["contributor"].slash(people.place.channel, "settings moderators", role="none")
    assert slash.ephemeral
    assert slash.response is not None
    assert read(slash.response.message) == "You need the permission Manage Server for this."
