"""A link is shown when two people stand for it. Whatever one person does alone, no link is verified by it."""

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import Any

import pytest

from bot.domain.changes import OPERATOR, Change, ProposalKind, ProposalState
from bot.domain.initiatives import VOUCHED_BY, VOUCHED_FOR, Initiative, Verification
from bot.errors import NotAllowed, Stopped
from bot.moderation import merging, reports, review, undo, verifying
from bot.moderation.permissions import Person
from bot.store import proposals
from tests.factories import HAMBURG, KYIV, LOS_ANGELES, TODAY, added, city, edited, organisation, retired
from tests.moderation.desk import (
    BAD_LINK,
    CORA,
    EDDY,
    EDNA,
    GOOD_LINK,
    MARA,
    MILO,
    NOON,
    OURS,
    PETE,
    approved,
    done,
    help_with,
    kept,
    link_of,
    person,
    row,
    sent,
    taken_back,
)  # fmt: skip

MONA = person(509, "Mona", moderates=True)
BY_HAND: dict[str, Any] = {
    "verification": Verification.VERIFIED,
    "link_added_by": 77, "link_added": "2026-11-20", "link_approved_by": 78, "link_approved": "2026-11-21", "link_expires": "9999",
}  # fmt: skip
"""What somebody would write who wants a link to be shown without anybody else."""


def verified(db: sqlite3.Connection, link: str = GOOD_LINK) -> Initiative:
    """An initiative of our server with a link that Mara gave and Milo checked."""
    (check,) = kept(db, MARA, added(help_with(link))).to_check
    approved(db, check, MILO)
    found = link_of(db)
    assert found.verification is Verification.VERIFIED
    return found


def is_shown(db: sqlite3.Connection, day: dt.date = TODAY, number: int = 50) -> bool:
    return link_of(db, number).checked(day) is Verification.VERIFIED


def test_a_link_that_one_proposes_and_another_approves_is_verified_by_both(db: sqlite3.Connection) -> None:
    approved(db, sent(db, PETE, added(help_with()), kind=ProposalKind.INITIATIVE), EDNA, NOON + dt.timedelta(days=1))
    found = link_of(db)
    assert found.verification is Verification.VERIFIED
    assert (found.link_added_by, found.link_added) == (PETE.user_id, "2026-11-22")
    assert (found.link_approved_by, found.link_approved) == (EDNA.user_id, "2026-11-23")


def test_a_link_on_nobodys_record_is_not_approved(db: sqlite3.Connection) -> None:
    with pytest.raises(Stopped, match="not on the record"):
        approved(db, sent(db, PETE, added(help_with("https://elsewhere.example.net/pay")), kind=ProposalKind.INITIATIVE), EDNA)


@pytest.mark.parametrize(("link", "days"), [("https://example.org/help", 30), ("https://example.org", 180)])
def test_a_check_holds_longer_for_the_organisations_own_front_page(db: sqlite3.Connection, link: str, days: int) -> None:
    verified(db, link)
    end = NOON.date() + dt.timedelta(days=days)
    assert link_of(db).link_expires == end.isoformat()
    assert is_shown(db, end)
    assert not is_shown(db, end + dt.timedelta(days=1))
    assert link_of(db).checked(end + dt.timedelta(days=1)) is Verification.LAPSED


def test_what_a_moderator_enters_alone_waits_for_another(db: sqlite3.Connection) -> None:
    (check,) = kept(db, MARA, added(help_with())).to_check
    assert not is_shown(db)
    assert (check.kind, check.state, check.guild_id) == (ProposalKind.LINK, ProposalState.PENDING, OURS)
    with pytest.raises(NotAllowed, match="somebody else"):
        approved(db, check, MARA)
    approved(db, check, MILO)
    assert is_shown(db)
    assert (link_of(db).link_added_by, link_of(db).link_approved_by) == (MARA.user_id, MILO.user_id)


def test_a_link_that_is_rejected_stays_hidden(db: sqlite3.Connection) -> None:
    (check,) = kept(db, MARA, added(help_with())).to_check
    done(db, review.reject, check.proposal_id, check.version, MILO, NOON, "a stranger’s page")
    assert not is_shown(db)


# What one person might try alone.


def test_nobody_verifies_by_writing_it_into_a_form(db: sqlite3.Connection) -> None:
    kept(db, MARA, added(help_with(**BY_HAND)))
    assert not is_shown(db)
    found = link_of(db)
    assert [getattr(found, field) for field in VOUCHED_BY] == [None] * 5


def test_nobody_verifies_by_correcting_the_word_alone(db: sqlite3.Connection) -> None:
    kept(db, MARA, added(help_with()))
    kept(db, MARA, edited(link_of(db), OURS, **BY_HAND))
    assert not is_shown(db)


def test_nobody_lets_a_verified_link_live_longer_or_stand_under_another_name(db: sqlite3.Connection) -> None:
    before = verified(db)
    kept(db, MARA, edited(before, OURS, note="more of it", **BY_HAND))
    found = link_of(db)
    assert found.note == "more of it"
    assert [getattr(found, field) for field in VOUCHED_BY] == [getattr(before, field) for field in VOUCHED_BY]


def test_a_proposed_correction_of_the_word_alone_verifies_nothing(db: sqlite3.Connection) -> None:
    kept(db, MARA, added(help_with()))
    asked = sent(db, PETE, edited(link_of(db), OURS, **BY_HAND), to=OURS, kind=ProposalKind.CORRECTION)
    approved(db, asked, MARA)
    assert not is_shown(db)


def test_who_edits_a_link_into_a_proposal_does_not_verify_it_by_approving(db: sqlite3.Connection) -> None:
    asked = sent(db, PETE, added(help_with()), to=OURS, kind=ProposalKind.INITIATIVE)
    mine = done(db, review.rewrite, asked.proposal_id, asked.version, MARA, [added(help_with(BAD_LINK), OURS)], NOON)

    (check,) = approved(db, mine, MARA).to_check

    assert link_of(db).link == BAD_LINK
    assert not is_shown(db)
    with pytest.raises(NotAllowed):
        approved(db, check, MARA)
    approved(db, check, MILO)
    assert (link_of(db).link_added_by, link_of(db).link_approved_by) == (MARA.user_id, MILO.user_id)


def test_who_edits_a_link_in_lets_another_reviewer_check_it(db: sqlite3.Connection) -> None:
    asked = sent(db, PETE, added(help_with()), to=OURS, kind=ProposalKind.INITIATIVE)
    mine = done(db, review.rewrite, asked.proposal_id, asked.version, MARA, [added(help_with(BAD_LINK), OURS)], NOON)
    approved(db, mine, MILO)
    assert (link_of(db).link_added_by, link_of(db).link_approved_by) == (MARA.user_id, MILO.user_id)


def test_an_edit_of_other_words_leaves_the_link_its_givers(db: sqlite3.Connection) -> None:
    asked = sent(db, PETE, added(help_with()), to=OURS, kind=ProposalKind.INITIATIVE)
    mine = done(db, review.rewrite, asked.proposal_id, asked.version, MARA, [added(help_with(note="weekly"), OURS)], NOON)
    approved(db, mine, MARA)
    assert (link_of(db).link_added_by, link_of(db).link_approved_by) == (PETE.user_id, MARA.user_id)


def test_who_edited_a_link_in_does_not_verify_it_behind_a_later_edit_of_another(db: sqlite3.Connection) -> None:
    asked = sent(db, PETE, added(help_with()), to=OURS, kind=ProposalKind.INITIATIVE)
    mine = [added(help_with(BAD_LINK), OURS)]
    one = done(db, review.rewrite, asked.proposal_id, asked.version, MARA, mine, NOON)
    two = done(db, review.rewrite, asked.proposal_id, one.version, MILO, [*mine, added(help_with(number=51), OURS)], NOON)
    approved(db, two, MARA)
    assert not is_shown(db)
    assert not is_shown(db, number=51)


def test_no_words_in_a_note_turn_ones_own_link_into_anothers(db: sqlite3.Connection) -> None:
    asked = sent(db, PETE, added(help_with()), to=OURS, kind=ProposalKind.INITIATIVE)
    mine = done(db, review.rewrite, asked.proposal_id, asked.version, MARA, [added(help_with(BAD_LINK), OURS)], NOON)
    done(db, review.say, asked.proposal_id, PETE, "gave another link", NOON)
    approved(db, mine, MARA)
    assert not is_shown(db)


def test_a_link_does_not_move_to_another_initiative_of_the_same_proposal(db: sqlite3.Connection) -> None:
    asked = sent(db, PETE, added(help_with()), to=OURS, kind=ProposalKind.INITIATIVE)
    both = [added(help_with(""), OURS), added(help_with(number=51, title="Mine"), OURS)]
    mine = done(db, review.rewrite, asked.proposal_id, asked.version, MARA, both, NOON)
    approved(db, mine, MARA)
    assert not is_shown(db, number=51)


def test_a_request_to_check_one_link_does_not_bring_another_along(db: sqlite3.Connection) -> None:
    kept(db, MILO, added(help_with(BAD_LINK, 51)))
    (check,) = kept(db, MARA, added(help_with())).to_check
    mine = done(
        db,
        review.rewrite,
        check.proposal_id,
        check.version,
        MILO,
        [*check.changes, edited(link_of(db, 51), OURS, note="x")],
        NOON,
    )
    approved(db, mine, MILO)
    assert not is_shown(db, number=51)


def test_the_bots_own_word_is_nobodys(db: sqlite3.Connection) -> None:
    """Whoever runs the bot imports without a Discord id, so two people still have to look."""
    asked = sent(db, Person(OPERATOR, None, owns=True), added(help_with()), kind=ProposalKind.CONFLICT)
    (check,) = approved(db, asked, EDNA).to_check
    assert not is_shown(db)
    approved(db, check, EDDY)
    assert (link_of(db).link_added_by, link_of(db).link_approved_by) == (EDNA.user_id, EDDY.user_id)


def test_whoever_runs_the_bot_cannot_be_the_second_without_a_name(db: sqlite3.Connection) -> None:
    asked = sent(db, EDNA, added(help_with()), kind=ProposalKind.INITIATIVE)
    (check,) = approved(db, asked, Person(OPERATOR, None, owns=True)).to_check
    assert not is_shown(db)
    assert proposals.one(db, check.proposal_id) == check
    (again,) = approved(db, check, EDNA).to_check
    assert not is_shown(db)
    approved(db, again, EDDY)
    assert is_shown(db)


@pytest.mark.parametrize("kind", [ProposalKind.IMPORT, ProposalKind.MERGE, ProposalKind.UNDO])
def test_what_is_done_by_the_dozen_verifies_nothing(db: sqlite3.Connection, kind: ProposalKind) -> None:
    asked = sent(db, EDNA, added(help_with(**BY_HAND)), kind=kind)
    (check,) = approved(db, asked, EDDY).to_check
    assert not is_shown(db)
    with pytest.raises(NotAllowed):
        approved(db, check, EDDY)


def test_an_import_asks_for_no_more_checks_than_somebody_can_make(db: sqlite3.Connection) -> None:
    rows = [added(help_with(f"{GOOD_LINK}/{number}", number, title=f"Help {number}")) for number in range(100, 140)]
    to_check = approved(db, sent(db, EDNA, *rows, kind=ProposalKind.IMPORT), EDDY).to_check
    assert [each.changes[0].key for each in to_check] == [(number,) for number in range(100, 100 + verifying.MOST_TO_CHECK)]
    assert proposals.waiting(db, [None], limit=0) == ([], verifying.MOST_TO_CHECK)
    assert not any(is_shown(db, number=number) for number in range(100, 140))


def test_an_own_entry_sent_to_the_catalogue_brings_no_verification_along(db: sqlite3.Connection) -> None:
    own = verified(db)
    shared = own.model_copy(update={"initiative_id": 80})
    both = Person(MARA.author, OURS, moderates=True, edits=True)
    asked = sent(db, both, added(shared), retired(own, OURS), kind=ProposalKind.SHARE)
    with pytest.raises(NotAllowed):
        approved(db, asked, both)
    approved(db, asked, EDNA)
    assert (link_of(db, 80).link_added_by, link_of(db, 80).link_approved_by) == (MARA.user_id, EDNA.user_id)


# What ends a verification.


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("link", BAD_LINK),
        ("organisation_id", None),
        ("organiser", "Somebody else"),
        ("title", "Drones"),
        ("beneficiary_id", HAMBURG),
        ("country_code", "DE"),
        ("ask", "money"),
        ("purpose", "military"),
    ],
)
def test_whatever_was_vouched_for_changes_the_link_lapses_and_waits(db: sqlite3.Connection, field: str, value: object) -> None:
    result = kept(db, MARA, edited(verified(db), OURS, **{field: value}))
    assert not is_shown(db)
    # Of links that lapse with a merged city, "stale" tells.
    assert len(result.to_check) == (field != "beneficiary_id")


def test_every_field_that_was_vouched_for_is_in_that_story() -> None:
    told = {"link", "organisation_id", "organiser", "title", "beneficiary_id", "country_code", "ask", "purpose"}
    assert told == set(VOUCHED_FOR)


def test_it_lapses_even_if_two_agree_to_the_other_title(db: sqlite3.Connection) -> None:
    asked = sent(db, PETE, edited(verified(db), OURS, title="Drones"), to=OURS, kind=ProposalKind.CORRECTION)
    approved(db, asked, MARA)
    assert link_of(db).verification is Verification.LAPSED


def test_a_change_of_other_words_leaves_a_link_verified(db: sqlite3.Connection) -> None:
    kept(db, MARA, edited(verified(db), OURS, note="weekly", state="open", check_by="2027-01"))
    assert is_shown(db)


def test_with_the_organisations_domain_all_its_links_lapse(db: sqlite3.Connection) -> None:
    before = verified(db)
    org = row(db, "organisations", 1)
    asked = sent(db, EDNA, edited(org, domain="elsewhere.example.net"), kind=ProposalKind.CORRECTION)
    result = approved(db, asked, EDDY)
    assert not is_shown(db)
    (lapsed,) = [change for change in result.revision.changes if change.table_name == "initiatives"]
    assert (lapsed.before, lapsed.guild_id) == (before, OURS)


def test_they_lapse_too_if_the_same_proposal_speaks_of_them(db: sqlite3.Connection) -> None:
    approved(db, sent(db, PETE, added(help_with()), kind=ProposalKind.INITIATIVE), EDNA)
    org = row(db, "organisations", 1)
    moved = [edited(org, domain="elsewhere.example.net"), edited(link_of(db), note="harmless")]
    approved(db, sent(db, EDNA, *moved, kind=ProposalKind.CORRECTION), EDDY)
    assert not is_shown(db)


def test_another_name_of_the_organisation_leaves_its_links_alone(db: sqlite3.Connection) -> None:
    verified(db)
    approved(db, sent(db, EDNA, edited(row(db, "organisations", 1), name="Example Relief e.V.")), EDDY)
    assert is_shown(db)


def test_a_merged_city_sends_its_links_back_to_be_checked(db: sqlite3.Connection) -> None:
    approved(db, sent(db, EDNA, added(city(2_000_000_600, "Kiew", geonames_id=None, note="by hand"))), EDDY)
    (check,) = kept(db, MARA, added(help_with(beneficiary_id=2_000_000_600))).to_check
    approved(db, check, MILO)
    changes = merging.cities(db, 2_000_000_600, KYIV)
    approved(db, sent(db, EDNA, *changes, kind=ProposalKind.MERGE), EDDY)
    assert link_of(db).beneficiary_id == KYIV
    assert link_of(db).verification is Verification.LAPSED


# What takes something back never revives.


def test_undoing_an_edit_does_not_bring_the_verification_back(db: sqlite3.Connection) -> None:
    before = verified(db)
    number = kept(db, MARA, edited(before, OURS, title="Drones")).revision.revision_id
    taken_back(db, number, MARA)
    found = link_of(db)
    assert found.title == before.title
    assert found.verification is Verification.LAPSED


def test_undoing_a_retirement_does_not_bring_the_verification_back(db: sqlite3.Connection) -> None:
    before = verified(db)
    number = kept(db, MARA, retired(before, OURS)).revision.revision_id
    taken_back(db, number, MARA)
    assert link_of(db) == before.model_copy(update={"verification": Verification.LAPSED})


def test_undoing_the_undoing_does_not_either(db: sqlite3.Connection) -> None:
    number = kept(db, MARA, retired(verified(db), OURS)).revision.revision_id
    for _ in range(3):
        number = taken_back(db, number, MARA)
        assert row(db, "initiatives", 50) is None or not is_shown(db)


def test_nobody_edits_an_undo_into_something_else(db: sqlite3.Connection) -> None:
    number = kept(db, MARA, edited(verified(db), OURS, title="Drones")).revision.revision_id
    draft = done(db, undo.draft, number, MARA, "a mistake", NOON)
    with pytest.raises(NotAllowed, match="as it is"):
        done(db, review.rewrite, draft.proposal_id, draft.version, MARA, [edited(link_of(db), OURS, **BY_HAND)], NOON)


def test_a_reported_link_comes_back_by_somebody_other_than_who_gave_it(db: sqlite3.Connection) -> None:
    verified(db)
    reported = [done(db, reports.report, 50, who, "asks for a card", NOON, 2) for who in (PETE, CORA)][-1]
    assert reported.review is not None
    (check,) = approved(db, reported.review, MARA).to_check
    assert not is_shown(db)
    approved(db, check, MONA)
    assert is_shown(db)


def test_a_reported_link_is_not_brought_back_by_naming_another_giver(db: sqlite3.Connection) -> None:
    verified(db)
    reported = [done(db, reports.report, 50, who, "asks for a card", NOON, 2) for who in (PETE, CORA)][-1]
    asked = reported.review
    assert asked is not None
    # Mara gave the link. She edits who is said to have given it: in the proposal, and in the entry.
    forged = edited(link_of(db), OURS, link_added_by=77, verification="unverified")
    mine = done(db, review.rewrite, asked.proposal_id, asked.version, MARA, [forged], NOON)
    kept(db, MARA, edited(link_of(db), OURS, link_added_by=77, note="x"))
    rebased = edited(link_of(db), OURS, verification="unverified")
    mine = done(db, review.rewrite, asked.proposal_id, mine.version, MARA, [rebased], NOON)
    approved(db, mine, MARA)
    assert not is_shown(db)


def test_a_verified_link_that_one_alone_declares_checked_by_others_is_no_longer_so_called(db: sqlite3.Connection) -> None:
    change = Change("initiatives", None, help_with(**BY_HAND), OURS)
    (alone,) = verifying.unverified([change])
    assert isinstance(alone.after, Initiative)
    assert alone.after.verification is Verification.UNVERIFIED
    assert alone.after.link_expires is None


def test_a_new_organisation_and_its_link_are_checked_together(db: sqlite3.Connection) -> None:
    org = organisation(30, "Winter Aid", domain="winteraid.example.net", source_id=7)
    new = help_with("https://winteraid.example.net/").model_copy(
        update={"organisation_id": 30, "beneficiary_id": LOS_ANGELES, "country_code": "US"}
    )
    approved(db, sent(db, PETE, added(org), added(new), kind=ProposalKind.INITIATIVE), EDNA)
    assert is_shown(db)
    assert link_of(db).link_expires == (NOON.date() + dt.timedelta(days=180)).isoformat()
