"""The way of a proposal: drafted, sent, decided once by somebody who did not make it, and then the store holds it."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import sqlite3
import threading
from pathlib import Path

import pytest

from bot.domain.changes import Change, Proposal, ProposalKind, ProposalState
from bot.domain.servers import ServerSettings
from bot.errors import AlreadyDecided, NotAllowed, NothingChanged, Outdated, ProposalGone, Stopped, TooManyProposals
from bot.moderation import merging, ownership, review
from bot.moderation.permissions import Person
from bot.store import database, entries, proposals, revisions, servers
from tests.factories import (
    HAMBURG,
    KYIV,
    LOS_ANGELES,
    MOSCOW,
    SAN_JOSE,
    added,
    city,
    claim,
    edited,
    event,
    new_tie,
    pairing,
    retired,
    small_catalogue,
    source,
)  # fmt: skip
from tests.moderation.desk import (
    CORA,
    EDDY,
    EDNA,
    MARA,
    MILO,
    NOON,
    OURS,
    PETE,
    RULES,
    THEA,
    THEIRS,
    approved,
    done,
    drafted,
    help_with,
    kept,
    row,
    sent,
)  # fmt: skip

ENDED = (added(event(60, "ended", 1)), added(claim(60, 60, "2026-11", source_id=1)))
"""Chicago ends its tie with Moscow."""


def state_of(db: sqlite3.Connection, proposal: Proposal) -> ProposalState:
    found = proposals.one(db, proposal.proposal_id)
    assert found is not None
    return found.state


def test_what_a_member_suggests_is_recorded_when_an_editor_approves(db: sqlite3.Connection) -> None:
    asked = sent(db, PETE, *ENDED)
    assert row(db, "events", 60) is None

    result = approved(db, asked, EDNA)

    assert row(db, "events", 60) == ENDED[0].after
    assert result.proposal.state is ProposalState.APPROVED
    assert result.proposal.revision_id == result.revision.revision_id
    assert (result.revision.proposer, result.revision.by) == (PETE.author, EDNA.author)
    assert revisions.one(db, result.revision.revision_id) == result.revision


def test_nobody_approves_what_they_proposed(db: sqlite3.Connection) -> None:
    asked = sent(db, EDNA, *ENDED)
    with pytest.raises(NotAllowed, match="somebody else"):
        approved(db, asked, EDNA)
    with pytest.raises(NotAllowed, match="somebody else"):
        done(db, review.reject, asked.proposal_id, asked.version, EDNA, NOON, "no")
    assert state_of(db, asked) is ProposalState.PENDING
    assert row(db, "events", 60) is None


@pytest.mark.parametrize("who", [PETE, CORA, THEA, EDNA])
def test_only_its_own_moderators_decide_on_what_a_server_records(db: sqlite3.Connection, who: Person) -> None:
    asked = sent(db, MILO, *new_tie(70, HAMBURG, LOS_ANGELES), to=OURS)
    with pytest.raises(NotAllowed):
        approved(db, asked, who)
    assert approved(db, asked, MARA).revision.guild_id == OURS


def test_a_moderator_decides_nothing_in_the_catalogue(db: sqlite3.Connection) -> None:
    with pytest.raises(NotAllowed, match="through its editors"):
        approved(db, sent(db, PETE, *ENDED), MARA)


def test_a_draft_is_nobodys_business_but_its_writers(db: sqlite3.Connection) -> None:
    number = drafted(db, PETE, *ENDED)
    for act in (
        lambda: done(db, review.send, number, CORA, None, RULES, NOON),
        lambda: done(db, review.approve, number, 1, EDNA, RULES, NOON),
        lambda: done(db, review.reject, number, 1, EDNA, NOON, "no"),
        lambda: done(db, review.rewrite, number, 1, EDNA, ENDED, NOON),
    ):
        with pytest.raises(ProposalGone):
            act()


def test_a_draft_is_sent_off_once(db: sqlite3.Connection) -> None:
    number = drafted(db, PETE, *ENDED)
    done(db, review.send, number, PETE, None, RULES, NOON)
    with pytest.raises(ProposalGone):
        done(db, review.send, number, PETE, None, RULES, NOON)


def test_what_changes_nothing_is_not_even_drafted(db: sqlite3.Connection) -> None:
    there = row(db, "pairings", 1)
    with pytest.raises(NothingChanged):
        drafted(db, PETE, Change("pairings", there, there))


def test_a_member_suggests_so_much_a_day(db: sqlite3.Connection) -> None:
    for _ in range(RULES.suggestions_a_day):
        sent(db, PETE, *ENDED)
    with pytest.raises(TooManyProposals, match=str(RULES.suggestions_a_day)):
        sent(db, PETE, *ENDED)
    # Whatever one member has sent, another may still send.
    sent(db, Person(MILO.author, OURS), *ENDED)
    assert sent(db, PETE, *ENDED, at=NOON + review.DAY + dt.timedelta(seconds=1)).state is ProposalState.PENDING


@pytest.mark.parametrize("who", [CORA, MARA, EDNA])
def test_whoever_contributes_suggests_as_much_as_they_like(db: sqlite3.Connection, who: Person) -> None:
    for _ in range(RULES.suggestions_a_day + 2):
        assert sent(db, who, *ENDED).state is ProposalState.PENDING


def sent_to_the_catalogue(db: sqlite3.Connection, who: Person, *, home: int) -> Proposal:
    """What somebody sends to the catalogue's editors, whose server is ``home``."""
    return done(db, review.send, drafted(db, who, *ENDED), who, None, dataclasses.replace(RULES, home_guild=home), NOON)


def test_a_role_of_another_server_lets_nobody_flood_the_catalogue(db: sqlite3.Connection) -> None:
    most = review.TRUSTED_ELSEWHERE * RULES.suggestions_a_day
    for _ in range(most):
        sent_to_the_catalogue(db, THEA, home=OURS)
        sent_to_the_catalogue(db, MARA, home=OURS)
        sent_to_the_catalogue(db, EDNA, home=THEIRS)
    with pytest.raises(TooManyProposals, match=str(most)):
        sent_to_the_catalogue(db, THEA, home=OURS)
    # The home server's own moderators, and editors wherever they are, go on.
    assert sent_to_the_catalogue(db, MARA, home=OURS).state is ProposalState.PENDING
    assert sent_to_the_catalogue(db, EDNA, home=THEIRS).state is ProposalState.PENDING


def test_in_a_raid_on_the_catalogue_what_comes_from_other_servers_waits_too(db: sqlite3.Connection) -> None:
    done(db, servers.put, ServerSettings(guild_id=OURS, suggestions_held=True))
    held = [sent_to_the_catalogue(db, who, home=OURS) for who in (THEA, MARA, Person(PETE.author, None))]
    assert {each.state for each in held} == {ProposalState.HELD}
    assert sent_to_the_catalogue(db, EDNA, home=OURS).state is ProposalState.PENDING
    assert proposals.held_in(db, OURS, OURS) == 3

    # Another server cannot let through what the home server holds.
    assert done(db, proposals.release, THEIRS, OURS) == []
    done(db, servers.put, ServerSettings(guild_id=OURS))

    assert [each.proposal_id for each in done(db, proposals.release, OURS, OURS)] == [each.proposal_id for each in held]


def test_the_home_server_does_not_let_through_what_another_holds_of_its_members(db: sqlite3.Connection) -> None:
    done(db, servers.put, ServerSettings(guild_id=THEIRS, suggestions_held=True))
    held = sent_to_the_catalogue(db, Person(PETE.author, THEIRS), home=OURS)
    assert done(db, proposals.release, OURS, OURS) == []
    assert [each.proposal_id for each in done(db, proposals.release, THEIRS, OURS)] == [held.proposal_id]


def test_in_a_raid_members_suggestions_wait_and_are_let_go_after_it(db: sqlite3.Connection) -> None:
    done(db, servers.put, ServerSettings(guild_id=OURS, suggestions_held=True))
    held = sent(db, PETE, *ENDED)
    assert held.state is ProposalState.HELD
    assert sent(db, MARA, *ENDED).state is ProposalState.PENDING
    assert sent(db, Person(PETE.author, THEIRS), *ENDED).state is ProposalState.PENDING
    assert held.proposal_id not in [each.proposal_id for each in proposals.waiting(db, [None, OURS], limit=10)[0]]

    assert done(db, proposals.release, THEIRS) == []
    (released,) = done(db, proposals.release, OURS)

    assert released.proposal_id == held.proposal_id
    assert state_of(db, held) is ProposalState.PENDING
    assert approved(db, released, EDNA).proposal.state is ProposalState.APPROVED


def decide(path: Path, asked: Proposal, who: Person, start: threading.Barrier, outcome: dict[str, object]) -> None:
    """Approve with a connection of one's own, at the moment at which the other does."""
    with contextlib.closing(database.connect(path)) as own:
        start.wait()
        try:
            outcome[who.author.name] = approved(own, asked, who)
        except AlreadyDecided as refused:
            outcome[who.author.name] = refused


def test_of_two_reviewers_at_once_one_decides_and_the_other_learns_who(db: sqlite3.Connection, path: Path) -> None:
    for turn in range(8):
        tie = [added(event(100 + turn, "statement", 1)), added(claim(100 + turn, 100 + turn, "2026", source_id=1))]
        asked = sent(db, CORA, *tie)
        start = threading.Barrier(2)
        outcome: dict[str, object] = {}

        reviewers = [threading.Thread(target=decide, args=(path, asked, who, start, outcome)) for who in (EDNA, EDDY)]
        for reviewer in reviewers:
            reviewer.start()
        for reviewer in reviewers:
            reviewer.join()

        (winner,) = [name for name, result in outcome.items() if isinstance(result, review.Approved)]
        (late,) = [result for result in outcome.values() if isinstance(result, AlreadyDecided)]
        assert (late.state, late.by) == ("approved", winner)
        assert winner in str(late)
        assert len(revisions.of_entry(db, "events", (100 + turn,), limit=5)) == 1


def test_what_was_decided_is_decided(db: sqlite3.Connection) -> None:
    asked = sent(db, PETE, *ENDED)
    done(db, review.reject, asked.proposal_id, asked.version, EDNA, NOON, "no source")
    with pytest.raises(AlreadyDecided, match="rejected already, by Edna"):
        approved(db, asked, EDDY)
    with pytest.raises(AlreadyDecided):
        done(db, review.withdraw, asked.proposal_id, PETE, NOON)
    assert row(db, "events", 60) is None


def test_nothing_is_written_upon_an_entry_that_has_changed_meanwhile(db: sqlite3.Connection) -> None:
    there = row(db, "pairings", 1)
    asked = sent(db, PETE, edited(there, note="one"), *ENDED)
    approved(db, sent(db, CORA, edited(there, note="two")), EDNA)

    with pytest.raises(Outdated) as late:
        approved(db, asked, EDDY)

    assert late.value.newer == row(db, "pairings", 1)
    assert row(db, "pairings", 1).note == "two"
    assert row(db, "events", 60) is None
    assert state_of(db, asked) is ProposalState.PENDING


def test_nobody_approves_what_they_have_not_seen(db: sqlite3.Connection) -> None:
    asked = sent(db, PETE, *ENDED)
    other = [ENDED[0], added(claim(60, 60, "2026-10", source_id=1))]
    now = done(db, review.rewrite, asked.proposal_id, asked.version, EDDY, other, NOON)
    with pytest.raises(AlreadyDecided, match="edited meanwhile"):
        approved(db, asked, EDNA)
    with pytest.raises(AlreadyDecided, match="edited meanwhile"):
        done(db, review.reject, asked.proposal_id, asked.version, EDNA, NOON, "no")
    with pytest.raises(AlreadyDecided, match="edited meanwhile"):
        done(db, review.rewrite, asked.proposal_id, asked.version, EDNA, ENDED, NOON)

    approved(db, now, EDNA)

    assert row(db, "claims", 60).date == "2026-10"


def test_an_edit_that_leaves_nothing_is_refused(db: sqlite3.Connection) -> None:
    asked = sent(db, PETE, *ENDED)
    with pytest.raises(NothingChanged):
        done(db, review.rewrite, asked.proposal_id, asked.version, EDNA, [], NOON)


def test_a_rejection_tells_why(db: sqlite3.Connection) -> None:
    asked = sent(db, PETE, *ENDED)
    decided = done(db, review.reject, asked.proposal_id, asked.version, EDNA, NOON, "The page does not say so.")
    assert (decided.state, decided.reason, decided.decided_by) == (
        ProposalState.REJECTED,
        "The page does not say so.",
        EDNA.author,
    )
    assert decided.revision_id is None
    assert row(db, "events", 60) is None


def test_a_proposal_is_withdrawn_by_its_proposer_alone(db: sqlite3.Connection) -> None:
    asked = sent(db, PETE, *ENDED)
    with pytest.raises(NotAllowed):
        done(db, review.withdraw, asked.proposal_id, EDNA, NOON)
    assert done(db, review.withdraw, asked.proposal_id, PETE, NOON).state is ProposalState.WITHDRAWN


def test_a_question_reaches_the_proposer_and_the_answer_the_reviewer(db: sqlite3.Connection) -> None:
    asked = sent(db, PETE, *ENDED)
    done(db, review.say, asked.proposal_id, EDNA, "On which page?", NOON)
    notes = done(db, review.say, asked.proposal_id, PETE, "The second.", NOON).notes
    assert [(note.by.name, note.words, note.answers) for note in notes] == [
        ("Edna", "On which page?", False),
        ("Pete", "The second.", True),
    ]
    with pytest.raises(NotAllowed):
        done(db, review.say, asked.proposal_id, MARA, "Me too.", NOON)


def test_what_says_only_in_words_what_to_change_cannot_be_approved(db: sqlite3.Connection) -> None:
    asked = sent(db, PETE)
    with pytest.raises(Stopped, match="in words only"):
        approved(db, asked, EDNA)


def test_what_a_server_adds_is_its_own_down_to_the_claims(db: sqlite3.Connection) -> None:
    done_here = kept(db, MARA, added(source(61)), *new_tie(70, HAMBURG, LOS_ANGELES, source_id=61), added(help_with("", 71)))
    owners = {(change.table_name, change.guild_id) for change in done_here.revision.changes}
    assert owners == {("sources", None), ("pairings", OURS), ("events", OURS), ("claims", OURS), ("initiatives", OURS)}
    for table_name in ("pairings", "events", "claims"):
        stored = entries.find(db, table_name, (70,))
        assert stored is not None
        assert stored.guild_id == OURS


def test_what_is_there_stays_whose_it_is_when_a_proposal_goes_to_a_server(db: sqlite3.Connection) -> None:
    there = row(db, "pairings", 1)
    changes = [edited(there, note="x"), *new_tie(70, HAMBURG, LOS_ANGELES)]
    assert [change.guild_id for change in ownership.for_guild(changes, OURS)] == [None, OURS, OURS, OURS]


@pytest.mark.parametrize(
    "change",
    [
        edited(dict(small_catalogue())[type(pairing())][0], note="ours now"),
        retired(dict(small_catalogue())[type(event(1))][9]),
        added(event(60, "ended", 1), OURS),
        added(event(60, "statement", None, city_id=KYIV)),
        added(city(2_000_000_500, "Nowhere", geonames_id=None, note="a joke")),
    ],
    ids=["edits a pairing", "retires an event", "says something of a pairing", "says something of a city", "invents a city"],
)
def test_no_moderator_changes_the_catalogue_alone_or_with_a_friend(db: sqlite3.Connection, change: Change) -> None:
    told = (
        [added(claim(60, 60, "2026"), change.guild_id)] if change.entry == change.after and change.table_name == "events" else []
    )
    with pytest.raises(NotAllowed):
        kept(db, MARA, change, *told)
    with pytest.raises(NotAllowed):
        approved(db, sent(db, PETE, change, *told, to=OURS), MARA)
    assert row(db, change.table_name, *change.key) == change.before


def test_no_editor_changes_a_servers_own_entries(db: sqlite3.Connection) -> None:
    own = kept(db, MARA, *new_tie(70, HAMBURG, LOS_ANGELES)).revision.changes[0].after
    assert own is not None
    with pytest.raises(NotAllowed, match="decided on in that server"):
        approved(db, sent(db, PETE, edited(own, OURS, note="x")), EDNA)


def test_a_servers_own_entries_are_suggested_in_that_server(db: sqlite3.Connection) -> None:
    with pytest.raises(NotAllowed, match="in that server"):
        sent(db, PETE, *new_tie(70, HAMBURG, LOS_ANGELES), to=THEIRS)


@pytest.mark.parametrize("who", [PETE, CORA, EDNA, Person(MARA.author, None)])
def test_only_a_moderator_changes_a_servers_own_entries_at_once(db: sqlite3.Connection, who: Person) -> None:
    with pytest.raises(NotAllowed):
        kept(db, who, *new_tie(70, HAMBURG, LOS_ANGELES))
    assert row(db, "pairings", 70) is None


def test_a_place_that_geonames_has_comes_with_a_servers_own_tie(db: sqlite3.Connection) -> None:
    kept(db, MILO, added(city(702550, "Lviv")), *new_tie(70, 702550, SAN_JOSE))
    assert row(db, "cities", 702550).name == "Lviv"


def test_an_own_tie_of_two_that_the_catalogue_has_too_is_kept_beside_it(db: sqlite3.Connection) -> None:
    kept(db, MARA, *new_tie(70, MOSCOW, 4887398))
    kinds = {stored.guild_id for stored in entries.hanging_on(db, "cities", (MOSCOW,)) if stored.table_name == "pairings"}
    assert kinds == {None, OURS}


def test_a_share_of_an_own_entry_goes_to_the_catalogue_and_out_of_the_servers(db: sqlite3.Connection) -> None:
    own = kept(db, MARA, *new_tie(70, HAMBURG, LOS_ANGELES)).revision.changes
    out = [retired(change.after, OURS) for change in own if change.after]
    asked = sent(db, MARA, *new_tie(80, HAMBURG, LOS_ANGELES), *out, kind=ProposalKind.SHARE)
    approved(db, asked, EDNA)
    stored = entries.find(db, "pairings", (80,))
    assert stored is not None
    assert stored.guild_id is None
    assert row(db, "pairings", 70) is None


def test_two_ties_of_a_place_that_was_new_to_both_are_both_approved(db: sqlite3.Connection) -> None:
    lviv = city(702550, "Lviv")
    one = sent(db, PETE, added(lviv), *new_tie(70, 702550, SAN_JOSE))
    other = sent(db, CORA, added(lviv), *new_tie(80, 702550, HAMBURG))
    approved(db, one, EDNA)
    approved(db, other, EDNA)
    assert row(db, "pairings", 80) is not None


HAMBURG_AGAIN = 2_911_299


def test_nobody_reads_the_own_entries_of_other_servers_in_a_merge(db: sqlite3.Connection) -> None:
    kept(db, THEA, added(help_with("", 85, beneficiary_id=HAMBURG, country_code="DE", title="For themselves alone")))
    done(db, entries.put, "cities", city(HAMBURG_AGAIN, "Hamburg hromada", country_code="DE"))
    changes = merging.cities(db, HAMBURG, HAMBURG_AGAIN)
    for who in (MARA, EDNA):
        asked = done(db, review.draft, who, ProposalKind.MERGE, "merged", changes, at=NOON)
        shown = review.read(db, asked.proposal_id, RULES, NOON.date())
        assert {change.guild_id for change in shown.proposal.changes} == {None}
        assert "it touches 1 entry of other servers, which only these see" in [each.words for each in shown.findings]
        assert "For themselves alone" not in str(shown)
    theirs = done(db, review.draft, THEA, ProposalKind.MERGE, "merged", changes, at=NOON)
    assert "For themselves alone" in str(review.read(db, theirs.proposal_id, RULES, NOON.date()))


def test_drafts_that_nobody_sends_do_not_pile_up(db: sqlite3.Connection) -> None:
    first = drafted(db, PETE, *ENDED)
    others = drafted(db, CORA, *ENDED)
    last = [drafted(db, PETE, *ENDED) for _ in range(review.MOST_DRAFTS)][-1]
    assert proposals.one(db, first) is None
    assert proposals.one(db, others) is not None
    later = drafted(db, CORA, *ENDED, at=NOON + review.DRAFTS_KEPT + dt.timedelta(days=1))
    assert [proposals.one(db, each) is not None for each in (others, last, later)] == [False, False, True]


def test_an_edited_draft_is_called_by_what_it_says_now_and_gives_the_source_that_it_has(db: sqlite3.Connection) -> None:
    new = (*new_tie(60, HAMBURG, KYIV), added(source(61, url="https://example.org/1", publisher="example.org")))
    number = drafted(db, PETE, *new)
    draft = proposals.one(db, number)
    assert draft is not None
    other = [change for change in new if change.table_name not in ("pairings", "sources")]
    other += [added(pairing(60, HAMBURG, MOSCOW)), added(source(61, url="https://example.net/give", publisher="City of Hamburg"))]
    edited_draft = done(db, review.rewrite, number, draft.version, PETE, other, NOON)
    assert "Moscow" in edited_draft.title
    assert "Kyiv" not in edited_draft.title
    assert edited_draft.source == "https://example.net/give"
    words = [each.words for each in review.read(db, number, RULES, NOON.date()).findings]
    assert "the link to `example.net` would be called “City of Hamburg”" in words
