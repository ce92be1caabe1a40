"""A draft as its writer sees it before it is sent off: what it changes, what is noticed about it, and where it can go."""

from __future__ import annotations

from dataclasses import dataclass

import discord

from bot.domain import wording
from bot.domain.changes import Proposal
from bot.domain.trust import Weight, stops
from bot.moderation.ownership import KEEPS_OWNERS
from bot.ui.card import Answer, Asking, sentence
from bot.ui.controls import Control, button
from bot.ui.inert import inert
from bot.ui.limits import TITLE
from bot.ui.review import UnderReview, embed

CODE = "dr"
EDITED_SINCE = "You have edited this draft since it was shown there, so nothing was done with it. This is how it reads now."


@dataclass(frozen=True, slots=True)
class Ways:
    """Where a draft can go."""

    keep: bool
    """It is about this server's own entries, its writer answers for these, and nothing stops that: a link may wait for its check."""
    moderators: bool
    """It is about this server's own entries, for which others answer."""
    catalogue: bool
    """It is about the shared catalogue, or can be."""
    send: bool = True
    """Reviewers may see it: nothing stops it but perhaps a link that is on no record yet."""


def preview_card(asking: Asking, asked: UnderReview, ways: Ways, *, private: bool = True, newer: bool = False) -> Answer:
    """A draft, with what stops it or is to be looked at, and the ways on. What is stopped can be edited or thrown away.

    Args:
        newer: what was pressed stood under the draft as it was before an edit.
    """
    proposal = asked.proposal
    lines = [f"**Draft: {inert(proposal.title, TITLE)}**", *([EDITED_SINCE] if newer else []), _advice(asked, ways)]
    return sentence("\n".join(lines), *_controls(asking, asked, ways), private=private, embed=embed(asked))


def sent(proposal: Proposal, *, held: bool) -> Answer:
    """A draft was sent off."""
    number = proposal.proposal_id
    if held:
        return sentence(
            f"Kept as proposal {number}. It is held until the moderators take suggestions again; nothing more is needed from you. "
            "You will hear what became of it."
        )
    where = "the editors of the shared catalogue" if proposal.guild_id is None else "the moderators of this server"
    return sentence(f"Sent as proposal {number} to {where}; you will hear what became of it.")


def kept(title: str, revision_id: int, to_check: int) -> Answer:
    """A draft was carried out."""
    checks = f" {_links(to_check)} somebody else has looked at {'it' if to_check == 1 else 'them'}." if to_check else ""
    back = f"It is revision {revision_id}; “entry undo {revision_id}” takes it back."
    return sentence(f"**Done.** {inert(wording.upper_first(title), TITLE)}.{checks}\n{back}")


def sent_already(proposal: Proposal) -> Answer:
    """A second press on a draft that is one no longer."""
    became = {"pending": "and waits for review", "held": "and is held for now"}.get(proposal.state, f"and is {proposal.state}")
    return sentence(
        f"That was done already: it is proposal {proposal.proposal_id} {became}. Nothing was sent twice.", private=True
    )


def discarded(title: str) -> Answer:
    """A draft was thrown away."""
    return sentence(f"Thrown away: {inert(title, TITLE)}. Nothing was changed.")


def _links(count: int) -> str:
    return "Its link is shown when" if count == 1 else "Its links are shown when"


def _counted(stopping: int) -> str:
    return wording.upper_first(wording.count(stopping, "stop"))


def _advice(asked: UnderReview, ways: Ways) -> str:
    stopping = len(stops(asked.findings))
    if stopping and ways.send and ways.keep and not (ways.moderators or ways.catalogue):
        shown = "Its link is shown once it is put right and somebody else has checked it."
        return f"{_counted(stopping)}. You may keep it here. {shown}"
    if stopping and ways.send and (ways.moderators or ways.catalogue):
        keep = " You may keep it here, and its link waits for its check." if ways.keep else ""
        return f"{_counted(stopping)}.{keep} It can be sent as it is, but not approved before the link is put right."
    if stopping and asked.proposal.kind in KEEPS_OWNERS:
        return f"{_counted(stopping)}. It cannot be sent as it is, and it is not edited: discard it, and begin anew."
    if stopping:
        return f"{_counted(stopping)}. Edit it before it can be sent: the checks say what to correct."
    looks = sum(finding.weight is Weight.LOOK for finding in asked.findings)
    yet = "Nothing is changed yet." if ways.keep else "Nothing is sent yet."
    if looks:
        return f"{yet} {wording.upper_first(wording.count(looks, 'thing'))} to look at first."
    return f"{yet} Read it through, then {_next(ways)}."


def _next(ways: Ways) -> str:
    """What to do with a draft that is as it should be."""
    if ways.keep + ways.moderators + ways.catalogue > 1:
        return "choose where it goes"
    return "keep it" if ways.keep else "send it"


def _controls(asking: Asking, asked: UnderReview, ways: Ways) -> list[Control]:
    def way(label: str, action: str, *, likely: bool = False, style: discord.ButtonStyle | None = None) -> Control:
        made = asking.control_id(CODE, action, asked.proposal.proposal_id, asked.proposal.version)
        return button(label, made, likely=likely, style=style)

    controls = [way("Keep it", "k", likely=True)] if ways.keep else []
    if ways.send:
        if ways.moderators:
            controls.append(way("Send to the moderators", "m", likely=not controls))
        if ways.catalogue:
            controls.append(way("Send to the editors", "c", likely=not controls))
    if asked.proposal.kind not in KEEPS_OWNERS:
        controls.append(way("Edit", "e"))
    return [*controls, way("Discard", "d", style=discord.ButtonStyle.danger)]
