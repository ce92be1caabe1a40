"""Card 8: a proposal as it is posted for review, and what became of it; the queue of those that wait; the whole of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import discord

from bot.domain import wording
from bot.domain.changes import OPERATOR, THE_BOT, Author, Note, Proposal, ProposalKind, ProposalState, Record, Revision
from bot.domain.trust import Finding, Weight, stops, worst_first
from bot.moderation.ownership import KEEPS_OWNERS
from bot.ui import theme
from bot.ui.card import Answer, Asking, Card, sentence
from bot.ui.changes import SOURCE, TO_BE_CHECKED, Changed
from bot.ui.controls import Control, button, control_id, menu
from bot.ui.inert import inert
from bot.ui.limits import CONTENT, DESCRIPTION, EMBED, FIELD, FIELD_NAME, PAGE, TITLE
from bot.ui.paging import page_number
from bot.ui.quoting import marked, pieces, shortened, text

CODE = "rv"
ANSWER = "an"
SHOWN = 6
"""How many changes stand on the card; the rest under *History*."""
NAME = 60
ROOM = {"Checks": FIELD, "Why": 500, "Questions and answers": 700, "Source given": 300}
"""Characters of the fields that are no changes."""
QUEUE_PAGE = 10
WHOLE_PAGE = 3000
"""Characters of one page of *History*."""
BLOCK = 1400
MADE_BY_NOBODY = frozenset({OPERATOR.user_id, THE_BOT.user_id})
"""Who cannot be asked, and hears nothing."""


@dataclass(frozen=True, slots=True)
class UnderReview:
    """A proposal with all that its card says of it."""

    proposal: Proposal
    findings: Sequence[Finding]
    changed: Sequence[Changed]
    record: Record
    """How the proposer's other proposals fared."""


def review_card(asked: UnderReview) -> Answer:
    """The card of a proposal, for those who decide on it; once that is done, what became of it."""
    proposal = asked.proposal
    lines = decided_lines(proposal) if proposal.state.decided else [_title(proposal), verdict(asked)]
    return sentence("\n".join(lines), *_controls(asked), embed=embed(asked))


def embed(asked: UnderReview) -> discord.Embed:
    """What is proposed, by whom, and what is noticed about it."""
    stopped = bool(stops(asked.findings)) and not asked.proposal.state.decided
    made = discord.Embed(colour=theme.STOP if stopped else theme.LIST, description=shortened(_from(asked), DESCRIPTION))
    beside = [(name, shortened(said, ROOM[name])) for name, said in _beside(asked)]
    _add_changes(made, asked.changed, EMBED - len(made) - sum(len(name) + len(said) for name, said in beside))
    for name, said in beside:
        made.add_field(name=name, value=said, inline=False)
    return made


def verdict(asked: UnderReview) -> str:
    """``No stop, 1 thing to look at. An editor other than Mara can approve it.``"""
    proposal = asked.proposal
    stopping = len(stops(asked.findings))
    if stopping:
        correct = "" if proposal.kind in KEEPS_OWNERS else f"{_to_correct(asked)}, or "
        return f"{wording.count(stopping, 'stop')}. It cannot be approved as it is: {correct}reject it."
    looks = sum(finding.weight is Weight.LOOK for finding in asked.findings)
    noticed = f"No stop, {wording.count(looks, 'thing') if looks else 'nothing'} to look at."
    if not proposal.changes:
        return f"{noticed} It says in words what should change: edit the entry by it, or reject it."
    who = "An editor" if proposal.guild_id is None else "A moderator"
    other = "" if proposal.proposer.user_id in MADE_BY_NOBODY else f" other than {name_of(proposal.proposer)}"
    if proposal.kind is ProposalKind.LINK:
        stands = noticed if looks else "No stop."
        return f"{stands} Look at the page yourself first, coming from the organisation’s own site. {who}{other} can approve it."
    return f"{noticed} {who}{other} can approve it."


def decided_lines(proposal: Proposal) -> list[str]:
    """What became of a proposal: ``**Proposal 127 approved** by Ed, <t:…:f>``, what it was about, and why it was rejected."""
    by = name_of(proposal.decided_by) if proposal.decided_by else "nobody"
    when = _instant(proposal.decided_at) if proposal.decided_at else ""
    head = f"**Proposal {proposal.proposal_id} {proposal.state}** by {by}{f', {when}' if when else ''}"
    reason = f"The reason: {shortened(text(proposal.reason), 200)}" if proposal.reason else ""
    return [line for line in (head, inert(wording.upper_first(proposal.title), TITLE), reason) if line]


def queue_card(asking: Asking, waiting: Sequence[Proposal], count: int, *, page: int) -> Answer:
    """The proposals that wait for a decision of the asker, a page of them."""
    card = Card(theme.LIST)
    if not count:
        card.say("## Nothing waits for review", "New suggestions appear here, and in the review channel if one is chosen.")
        return card.answer(private=True)
    pages = -(-count // QUEUE_PAGE)
    card.say(f"## {wording.upper_first(wording.count(count, 'proposal'))} {'waits' if count == 1 else 'wait'} for review")
    card.rule()
    card.say(*(_row(proposal) for proposal in waiting))
    card.rule()
    card.say(f"-# Page {page} of {pages} · oldest first")
    options = [
        (str(each.proposal_id), f"{each.proposal_id}: {each.title}", f"From {each.proposer.name}, {_where(each)}")
        for each in waiting
    ]
    card.controls(menu("Open a proposal", asking.control_id(CODE, "o"), options))
    card.controls(
        button("Previous page", asking.control_id(CODE, "l", page - 1)) if page > 1 else None,
        button("Next page", asking.control_id(CODE, "l", page + 1), likely=True) if page < pages else None,
    )
    return card.answer(private=True)


def whole_card(asking: Asking, asked: UnderReview, *, page: int, paged: Sequence[Sequence[str]] | None = None) -> Answer:
    """*History*: all that a proposal would change, whole, what was asked and answered, and what is noticed about it.

    Args:
        paged: its :func:`in_pages`, if they were made before.
    """
    paged = in_pages(asked) if paged is None else paged
    page = page_number(page, len(paged))
    card = Card(theme.LIST)
    card.say(
        f"## Proposal {asked.proposal.proposal_id}: {inert(asked.proposal.title, TITLE - 31)}",
        f"-# {_from(asked)}" if page == 1 else "",
    )
    card.rule()
    for block in paged[page - 1]:
        card.say(block)
    card.rule()
    card.say(f"-# Page {page} of {len(paged)} · {asked.proposal.state} · version {asked.proposal.version}")
    number = asked.proposal.proposal_id
    card.controls(
        button("Previous page", asking.control_id(CODE, "h", number, page - 1)) if page > 1 else None,
        button("Next page", asking.control_id(CODE, "h", number, page + 1), likely=True) if page < len(paged) else None,
    )
    return card.answer(private=True)


def outdated_card(asked: UnderReview, refusal: str, newer: Sequence[Changed], *, editable: bool) -> Answer:
    """An entry was changed since a proposal was made: how it stands now beside what is proposed, and a way to go on."""
    made = discord.Embed(colour=theme.LIST, description="What changed meanwhile, and what is proposed:")
    _add_changes(made, newer, EMBED - len(made))
    controls = _edit(asked.proposal) if editable else []
    return sentence(shortened(marked(refusal), CONTENT), *controls, private=True, embed=made if newer else None)


def question_to_proposer(proposal: Proposal, asker: Author, words: str) -> Answer:
    """What a reviewer asks, as the proposer gets it."""
    content = (
        f"{name_of(asker)} asks about your proposal {proposal.proposal_id}, {inert(proposal.title, TITLE)}:\n"
        f"{shortened(text(words), 250)}"
    )
    return sentence(content, answer_control(proposal))


def not_reached(proposal: Proposal, *, posted: bool) -> Answer:
    """A reviewer's question did not reach the proposer by direct message."""
    name = name_of(proposal.proposer)
    if posted:
        said = f"so the question stands in the channel where it was suggested: <#{proposal.channel_id}>."
    else:
        said = "and I may not write where it was suggested. The question stands on the card, and in their list of suggestions."
    return sentence(f"{name} takes no direct messages, {said}", private=True)


def undone(number: int, revision: Revision) -> str:
    """What stands under the card when its changes were taken back."""
    return f"**Proposal {number} was taken back** by {name_of(revision.by)}: revision {revision.revision_id}."


def undo_proposed(number: int, asked: Proposal) -> Answer:
    """The catalogue's entries are taken back by another proposal only."""
    return sentence(
        f"Taking proposal {number} back is now proposal {asked.proposal_id}. Another editor decides on it.", private=True
    )


def answer_control(proposal: Proposal) -> Control:
    """The button by which the proposer answers."""
    return button("Answer", control_id(ANSWER, "a", proposal.proposal_id, asker=proposal.proposer.user_id), likely=True)


def told(proposal: Proposal) -> str:
    """What the proposer hears of a decision."""
    by = f" by {name_of(proposal.decided_by)}" if proposal.decided_by else ""
    reason = f"\nThe reason: {shortened(text(proposal.reason), 250)}" if proposal.reason else ""
    return f"Your proposal {proposal.proposal_id}, {inert(proposal.title, TITLE)}, was {proposal.state}{by}.{reason}"


def checks(findings: Sequence[Finding]) -> list[str]:
    """What is noticed, worst first: ``**Look:** one source only, grade D (press)``."""
    return [f"**{finding.weight}:** {marked(finding.words)}" for finding in worst_first(findings)]


# ---- The parts of the card ------------------------------------------------------------------------------------------------


def _title(proposal: Proposal) -> str:
    return f"**Proposal {proposal.proposal_id}: {inert(proposal.title, TITLE)}**"


def _from(asked: UnderReview) -> str:
    """``From Mara, member, 3 accepted and 1 refused · <t:…:f>``"""
    proposal = asked.proposal
    when = _instant(proposal.made_at)
    if proposal.proposer.user_id in MADE_BY_NOBODY:
        return f"From {name_of(proposal.proposer)} · {when}"
    return f"From {name_of(proposal.proposer)}, {proposal.role.word}, {_fared(asked.record)} · {when}"


def _fared(record: Record) -> str:
    if record.is_first:
        return "first proposal"
    decided = [f"{count:,} {word}" for count, word in ((record.accepted, "accepted"), (record.refused, "refused")) if count]
    return wording.joined(decided) if decided else f"{record.waiting:,} waiting"


def _to_correct(asked: UnderReview) -> str:
    """What to correct: the one thing that is proposed, if it is one."""
    labels = {each.label for each in asked.changed}
    return f"correct the {labels.pop().lower()}" if len(labels) == 1 and len(asked.changed) == 1 else "correct it"


def _beside(asked: UnderReview) -> Iterator[tuple[str, str]]:
    """What stands under the changes: why, what was asked and answered, the checks, the source. In the order of the card."""
    proposal = asked.proposal
    why = text(proposal.why) if proposal.why != proposal.title else ""
    if why:
        yield "Why", why
    if not proposal.state.decided:
        found = _that_fit(checks(asked.findings), FIELD)
        if found:
            yield "Checks", found
    if _wants_source(proposal):
        yield "Source given", text(proposal.source) or "none"
    if proposal.notes:
        yield (
            "Questions and answers",
            _that_fit([_note(note, 300) for note in proposal.notes], ROOM["Questions and answers"], newest=True),
        )


def _wants_source(proposal: Proposal) -> bool:
    """Whether a source belongs to what is proposed. For the check of a link the page itself is what to look at."""
    return bool(proposal.source) or proposal.kind not in (ProposalKind.LINK, ProposalKind.REPORT, *KEEPS_OWNERS)


def _that_fit(lines: Sequence[str], room: int, *, newest: bool = False) -> str:
    """Whole lines, and how many more there are."""
    room -= len("\n99,999 more under History")
    kept: list[str] = []
    for line in reversed(lines) if newest else lines:
        if sum(len(each) + 1 for each in kept) + len(line) > room:
            break
        kept.append(line)
    kept = kept or [shortened((lines[-1] if newest else lines[0]), room)] if lines else []
    left = len(lines) - len(kept)
    shown = [*reversed(kept)] if newest else kept
    more = [f"{left:,} more under History"] if left else []
    return "\n".join([*more, *shown] if newest else [*shown, *more])


def _note(note: Note, limit: int | None = None) -> str:
    if note.gives_link:
        return f"**{name_of(note.by)}** gave another link, so somebody else has to check it."
    said = f"**{name_of(note.by)}{' answers' if note.answers else ''}:** {text(note.words)}"
    return said if limit is None else shortened(said, limit)


def _add_changes(made: discord.Embed, changes: Sequence[Changed], room: int) -> None:
    """The first changes, each in its share of the room. The sources are among them: what members would open is judged first."""
    shown = _first(changes)
    left = len(changes) - len(shown)
    room -= len("More") + len(f"{left:,} more under History") if left else 0
    for place, each in enumerate(shown):
        label = shortened(each.label, FIELD_NAME) or "Entry"
        share = min(FIELD, room // (len(shown) - place) - len(label))
        value = _value(each, share)
        room -= len(label) + len(value)
        made.add_field(name=label, value=value, inline=False)
    if left:
        made.add_field(name="More", value=f"{left:,} more under History", inline=False)


def _first(changes: Sequence[Changed]) -> Sequence[Changed]:
    """What stands on the card of more changes than fit: in their order, but with as many sources as leave half the room to the rest."""
    if len(changes) <= SHOWN:
        return changes
    sources = list(islice((each for each in changes if each.label == SOURCE), SHOWN // 2))
    others = islice((each for each in changes if all(each is not source for source in sources)), SHOWN - len(sources))
    return [*others, *sources]


def _said(each: Changed) -> tuple[str, str]:
    """What stands and what is proposed, each with its word; a link that is only to be checked stands there once."""
    if each.proposed == f"{each.now}{TO_BE_CHECKED}":
        return "", f"to be checked: {each.now}"
    return f"now: {each.now}" if each.now else "", f"proposed: {each.proposed}"


def _value(each: Changed, room: int) -> str:
    now, proposed = _said(each)
    if not now:
        return shortened(proposed, room)
    half = room // 2 - 1
    if len(now) + len(proposed) + 1 > room:
        now = shortened(now, max(half, room - len(proposed) - 1))
        proposed = shortened(proposed, room - len(now) - 1)
    return f"{now}\n{proposed}"


def _controls(asked: UnderReview) -> list[Control]:
    proposal = asked.proposal
    number, version = proposal.proposal_id, proposal.version
    history = button("History", control_id(CODE, "h", number, 1, asker=0))
    if proposal.state.decided:
        undo = button("Undo", control_id(CODE, "u", number, asker=0))
        return [history, undo] if proposal.state is ProposalState.APPROVED and proposal.revision_id is not None else [history]
    controls = []
    if proposal.changes and not stops(asked.findings):
        controls.append(button("Approve", control_id(CODE, "a", number, version, asker=0), style=discord.ButtonStyle.success))
    controls.append(button("Reject", control_id(CODE, "r", number, version, asker=0), style=discord.ButtonStyle.danger))
    if proposal.proposer.user_id not in MADE_BY_NOBODY:
        controls.append(button(f"Ask {proposal.proposer.name}", control_id(CODE, "q", number, version, asker=0)))
    return [*controls, *_edit(proposal), history]


def _edit(proposal: Proposal) -> list[Control]:
    """The button to edit it, unless it is whole or nothing."""
    if proposal.kind in KEEPS_OWNERS:
        return []
    return [button("Edit, then approve", control_id(CODE, "e", proposal.proposal_id, proposal.version, asker=0))]


def _row(proposal: Proposal) -> str:
    title = inert(proposal.title, TITLE)
    return f"**{proposal.proposal_id}** {title} · from {name_of(proposal.proposer)} · {_where(proposal)} · {_instant(proposal.made_at, 'R')}"


def _where(proposal: Proposal) -> str:
    return "the shared catalogue" if proposal.guild_id is None else "this server’s own"


def name_of(author: Author) -> str:
    """What somebody is called, inert."""
    return inert(author.name, NAME) or "somebody"


def _instant(at: dt.datetime, style: str = "f") -> str:
    return f"<t:{int(at.timestamp())}:{style}>"


def in_pages(asked: UnderReview) -> list[list[str]]:
    """All of a proposal in blocks, and these in pages. Nothing is cut off: what is long goes on in the next block.

    For an import's thousands of rows it takes too long for the event loop.
    """
    proposal = asked.proposal
    said: list[Sequence[str]] = [(f"**{each.label}**", *_said(each)) for each in asked.changed]
    if proposal.why:
        said.append(("**Why**", text(proposal.why)))
    if _wants_source(proposal):
        said.append(("**Source given**", text(proposal.source) or "none"))
    if proposal.notes:
        said.append(("**Questions and answers**", *map(_note, proposal.notes)))
    if asked.findings:
        said.append(("**Checks**", *checks(asked.findings)))
    pages: list[list[str]] = [[]]
    for lines in said:
        for block in _blocks(lines):
            if pages[-1] and (len(pages[-1]) >= PAGE or sum(map(len, pages[-1])) + len(block) > WHOLE_PAGE):
                pages.append([])
            pages[-1].append(block)
    return pages


def _blocks(lines: Sequence[str]) -> list[str]:
    """Lines in blocks of a size that a page takes."""
    blocks = [""]
    for line in lines:
        for piece in pieces(line, BLOCK) if line else ():
            if len(blocks[-1]) + len(piece) + 1 > BLOCK:
                blocks.append("")
            blocks[-1] = f"{blocks[-1]}\n{piece}" if blocks[-1] else piece
    return blocks
