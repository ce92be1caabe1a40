"""Who may do what, and what those who may not are told."""

from __future__ import annotations

import dataclasses

import pytest

from bot.domain.changes import Author, Proposal, ProposalKind, ProposalState, Role
from bot.errors import NotAllowed
from bot.moderation.permissions import NEEDS, Need, Person, require, require_decider
from tests.moderation.desk import NOON, OURS, THEIRS

ROLES: dict[str, dict[str, bool]] = {
    "member": {},
    "contributor": {"contributes": True},
    "moderator": {"moderates": True},
    "manager": {"moderates": True, "manages": True},
    "editor": {"edits": True},
    "owner": {"owns": True},
}
ANYBODY = frozenset(ROLES)
MAY_IN_A_SERVER = {
    Need.NOTHING: ANYBODY,
    Need.KEEPER: {"moderator", "manager", "editor", "owner"},
    Need.MODERATOR: {"moderator", "manager", "owner"},
    Need.MANAGER: {"manager", "owner"},
}
MAY_IN_A_DIRECT_MESSAGE = {
    Need.NOTHING: ANYBODY,
    Need.KEEPER: {"editor", "owner"},
    Need.MODERATOR: frozenset[str](),
    Need.MANAGER: frozenset[str](),
}


def somebody(role: str, guild_id: int | None = OURS) -> Person:
    """Somebody of that role. In a direct message nobody has a server's roles."""
    held = {what for what in ROLES[role] if guild_id is not None or what in ("edits", "owns")}
    return Person(Author(502, "Pete"), guild_id, **dict.fromkeys(held, True))


def asked_for(guild_id: int | None, proposer: int = 900) -> Proposal:
    return Proposal(
        proposal_id=7, kind=ProposalKind.STATUS, state=ProposalState.PENDING, title="status", guild_id=guild_id, made_in=OURS, channel_id=None,
        proposer=Author(proposer, "Ada"), role=Role.MEMBER, made_at=NOON, source="", why="", changes=(),
    )  # fmt: skip


@pytest.mark.parametrize("need", Need)
@pytest.mark.parametrize("role", ROLES)
def test_in_a_server_each_may_do_what_the_role_is_for(role: str, need: Need) -> None:
    if role in MAY_IN_A_SERVER[need]:
        require(somebody(role), need)
    else:
        with pytest.raises(NotAllowed, match="You need"):
            require(somebody(role), need)


@pytest.mark.parametrize("need", Need)
@pytest.mark.parametrize("role", ROLES)
def test_in_a_direct_message_only_the_catalogue_is_kept(role: str, need: Need) -> None:
    if role in MAY_IN_A_DIRECT_MESSAGE[need]:
        require(somebody(role, None), need)
    else:
        with pytest.raises(NotAllowed, match=r"In a direct message|Use it in the server"):
            require(somebody(role, None), need)


def test_who_lacks_a_role_is_told_which() -> None:
    with pytest.raises(NotAllowed, match="You need the role Archivists, or the permission Manage Server for this") as refused:
        require(somebody("member"), Need.KEEPER, "Archivists")
    assert "settings moderators" not in str(refused.value)


def test_where_no_role_is_chosen_who_lacks_it_is_told_that_one_can_be() -> None:
    with pytest.raises(NotAllowed, match=r"You need the permission Manage Server for this\. .*settings moderators"):
        require(somebody("contributor"), Need.MODERATOR)


def test_a_moderator_does_not_choose_the_moderators() -> None:
    with pytest.raises(NotAllowed, match="You need the permission Manage Server for this"):
        require(somebody("moderator"), NEEDS["settings moderators"])


@pytest.mark.parametrize("role", ROLES)
def test_each_decides_on_what_they_answer_for(role: str) -> None:
    ours, theirs, shared = ({"moderator", "manager", "owner"}, frozenset[str](), {"editor", "owner"})
    for guild_id, may in ((OURS, ours), (THEIRS, theirs), (None, shared)):
        if role in may:
            require_decider(somebody(role), asked_for(guild_id))
        else:
            with pytest.raises(NotAllowed):
                require_decider(somebody(role), asked_for(guild_id))


@pytest.mark.parametrize(("guild_id", "role"), [(OURS, "manager"), (None, "editor"), (None, "owner"), (OURS, "owner")])
def test_nobody_decides_on_what_they_proposed(guild_id: int | None, role: str) -> None:
    with pytest.raises(NotAllowed, match="You proposed this yourself"):
        require_decider(somebody(role), asked_for(guild_id, proposer=502))


def test_who_may_not_decide_is_told_who_does() -> None:
    for guild_id, words in ((None, "through its editors"), (THEIRS, "another server’s own entries"), (OURS, "moderator role")):
        with pytest.raises(NotAllowed, match=words):
            require_decider(somebody("member"), asked_for(guild_id))


def test_a_servers_own_entries_are_not_decided_on_in_a_direct_message() -> None:
    with pytest.raises(NotAllowed, match="there"):
        require_decider(dataclasses.replace(somebody("owner"), guild_id=None), asked_for(OURS))


def test_the_highest_role_counts() -> None:
    everything = Person(Author(1, "Ada"), OURS, manages=True, moderates=True, contributes=True, edits=True, owns=True)
    assert everything.role is Role.OWNER
    assert [somebody(role).role for role in ROLES] == [
        Role.MEMBER, Role.CONTRIBUTOR, Role.MODERATOR, Role.MODERATOR, Role.EDITOR, Role.OWNER,
    ]  # fmt: skip
