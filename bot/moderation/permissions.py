"""Who may do what. The one place that decides it; commands typed with the prefix, slash commands and pressed controls all ask here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from bot.domain.changes import Author, Proposal, Role
from bot.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who wants to do something, and what they are where they are now. Made anew for every press."""

    author: Author
    guild_id: int | None
    """The server that they are in now; ``None`` in a direct message."""
    manages: bool = False
    """Has *Manage Server* here."""
    moderates: bool = False
    """Has this server's moderator role, or manages it."""
    contributes: bool = False
    """Has this server's contributor role."""
    edits: bool = False
    """Is an editor of the shared catalogue."""
    owns: bool = False
    """Runs the bot."""

    @property
    def user_id(self) -> int:
        return self.author.user_id

    @property
    def role(self) -> Role:
        """The highest of their roles."""
        held = (
            (self.owns, Role.OWNER),
            (self.edits, Role.EDITOR),
            (self.moderates, Role.MODERATOR),
            (self.contributes, Role.CONTRIBUTOR),
        )
        return next((role for has, role in held if has), Role.MEMBER)

    def keeps(self, guild_id: int | None) -> bool:
        """Whether they answer for the entries of that server, or with ``None`` for the shared catalogue."""
        if guild_id is None:
            return self.edits or self.owns
        return guild_id == self.guild_id and (self.moderates or self.owns)


class Need(Enum):
    """What a command asks for."""

    NOTHING = "anybody"
    KEEPER = "a moderator of this server, or an editor"
    MODERATOR = "a moderator of this server"
    MANAGER = "Manage Server"


NEEDS: Mapping[str, Need] = {
    "entry": Need.KEEPER,
    "entry add": Need.KEEPER,
    "entry edit": Need.KEEPER,
    "entry retire": Need.KEEPER,
    "entry history": Need.KEEPER,
    "entry undo": Need.KEEPER,
    "entry send": Need.KEEPER,
    "review": Need.KEEPER,
    "merge": Need.KEEPER,
    "dispute": Need.KEEPER,
    "stale": Need.KEEPER,
    "import": Need.KEEPER,
    "raidlock": Need.MODERATOR,
    "announce": Need.MODERATOR,
    "announce add": Need.MODERATOR,
    "announce edit": Need.MODERATOR,
    "announce pause": Need.MODERATOR,
    "announce resume": Need.MODERATOR,
    "announce remove": Need.MODERATOR,
    "announce preview": Need.MODERATOR,
    "announce test": Need.MODERATOR,
    "announce why": Need.MODERATOR,
    "settings": Need.MODERATOR,
    "settings show": Need.MODERATOR,
    "settings review": Need.MODERATOR,
    "settings language": Need.MODERATOR,
    "settings theme": Need.MODERATOR,
    "settings pictures": Need.MODERATOR,
    "settings timezone": Need.MODERATOR,
    "settings moderators": Need.MANAGER,
    "settings contributors": Need.MANAGER,
}
"""What each command asks for, by its whole name; one that is not here asks for nothing."""


def require(person: Person, need: Need, moderator_role: str = "") -> None:
    """Let somebody pass who has what is needed.

    Args:
        moderator_role: the name of this server's moderator role, if it has chosen one.

    Raises:
        NotAllowed: they lack it; ``str()`` of it says what they would need.
    """
    if need is Need.NOTHING or (person.owns and (person.guild_id is not None or need is Need.KEEPER)):
        return
    if need is Need.KEEPER and (person.edits or person.moderates):
        return
    if person.guild_id is None:
        if need is Need.KEEPER:
            raise NotAllowed(
                "In a direct message this is for editors of the shared catalogue. In a server, its moderators may use it."
            )
        raise NotAllowed("This sets up a server. Use it in the server that you mean.")
    if (need is Need.MODERATOR and person.moderates) or (need is Need.MANAGER and person.manages):
        return
    if need is Need.MANAGER:
        raise NotAllowed("You need the permission Manage Server for this.")
    role = f"the role {moderator_role}, or " if moderator_role else ""
    chosen = "" if moderator_role else " Whoever has it can choose a moderator role: settings moderators."
    raise NotAllowed(f"You need {role}the permission Manage Server for this.{chosen}")


def may_use(person: Person, command: str) -> bool:
    """Whether somebody may use a command, given by its whole name, where they are."""
    try:
        require(person, NEEDS.get(command, Need.NOTHING))
    except NotAllowed:
        return False
    return True


def require_decider(person: Person, proposal: Proposal) -> None:
    """Let somebody decide on a proposal who answers for its entries and did not make it.

    Raises:
        NotAllowed: they may not.
    """
    if not person.keeps(proposal.guild_id):
        if proposal.guild_id is None:
            raise NotAllowed("The shared catalogue changes only through its editors. You are not one of them.")
        if proposal.guild_id != person.guild_id:
            raise NotAllowed("This is about another server’s own entries. Its moderators decide on it, there.")
        raise NotAllowed("You need this server’s moderator role, or the permission Manage Server, to decide on this.")
    if person.user_id == proposal.proposer.user_id:
        raise NotAllowed(
            "You proposed this yourself, so somebody else has to decide on it. “suggestions” lists what you proposed, and takes it back."
        )
