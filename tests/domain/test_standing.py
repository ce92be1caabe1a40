"""How a pairing stands: the one rule, told as what happened."""

from __future__ import annotations

import datetime as dt
import random
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pairings import DateIs, EventKind, Status
from bot.domain.sources import Grade
from bot.domain.standing import RecordedEvent, Standing, in_order, standing
from tests.domain.test_dates import written
from tests.factories import CHICAGO, MOSCOW, TODAY, event, happened, recorded_pairing, said


def after(*events: RecordedEvent, today: dt.date = TODAY) -> Standing:
    """How a tie stands after ``events``."""
    return recorded_pairing(events).standing(today)


def status(*events: RecordedEvent) -> Status:
    return after(*events).status


def test_a_tie_of_which_nothing_is_recorded_is_of_unknown_status() -> None:
    stands = after()

    assert (stands.status, stands.since, stands.as_of, stands.deciding) == (Status.UNKNOWN, None, None, None)


@pytest.mark.parametrize("kind", ["discussed", "visit", "statement", "aid"])
def test_a_visit_or_a_statement_says_nothing_of_the_status(kind: str) -> None:
    assert status(happened(kind, "2025")) is Status.UNKNOWN
    assert status(happened("suspended", "2022"), happened(kind, "2025")) is Status.SUSPENDED


@pytest.mark.parametrize("kind", ["proposed", "invited", "approved"])
def test_a_tie_that_was_only_begun_stands_where_it_was_left(kind: str) -> None:
    stands = after(happened(kind, "2022-03-25"))

    assert (stands.status, stands.since, stands.as_of) == (Status(kind), "2022-03-25", "2022-03-25")


def test_the_furthest_step_towards_a_tie_counts() -> None:
    assert status(happened("proposed", "2022"), happened("invited", "2023"), happened("approved", "2024")) is Status.APPROVED
    assert status(happened("approved", "2024"), happened("invited", "2025")) is Status.APPROVED
    assert status(happened("approved", "2022"), happened("proposed", "2022-03-25")) is Status.APPROVED


def test_a_proposal_does_not_undo_a_signed_tie() -> None:
    assert status(happened("signed", "2023"), happened("proposed", "2025")) is Status.ACTIVE
    assert status(happened("signed", "1990"), happened("suspended", "2022"), happened("invited", "2025")) is Status.SUSPENDED


def test_a_proposal_begins_anew_what_was_ended() -> None:
    assert status(happened("signed", "1990"), happened("ended", "2022"), happened("proposed", "2025")) is Status.PROPOSED


@pytest.mark.parametrize("kind", ["signed", "renewed", "resumed", "kept"])
def test_an_agreement_makes_a_tie_active(kind: str) -> None:
    assert status(happened("proposed", "2022"), happened(kind, "2024")) is Status.ACTIVE


@pytest.mark.parametrize("kind", ["suspended", "dormant", "ended"])
def test_a_halt_is_the_status_from_then_on(kind: str) -> None:
    stands = after(
        happened("signed", "1997"), happened(kind, "2022-02-28", decided_by="the mayor", condition="until hostilities end")
    )

    assert (stands.status, stands.since, stands.as_of) == (Status(kind), "2022-02-28", "2022-02-28")
    assert (stands.decided_by, stands.condition) == ("the mayor", "until hostilities end")


@pytest.mark.parametrize("kind", ["renewed", "resumed", "signed"])
def test_a_halted_tie_can_be_taken_up_again(kind: str) -> None:
    assert status(happened("signed", "1990"), happened("dormant", "2010"), happened(kind, "2024")) is Status.ACTIVE
    assert status(happened("signed", "1990"), happened("ended", "2010"), happened(kind, "2024")) is Status.ACTIVE


def test_keeping_a_dormant_tie_does_not_wake_it() -> None:
    assert status(happened("dormant", "2017"), happened("kept", "2022")) is Status.DORMANT


def test_who_suspended_a_tie_may_decide_to_keep_it_after_all() -> None:
    assert status(happened("suspended", "2022-03", by=CHICAGO), happened("kept", "2022-09", by=CHICAGO)) is Status.ACTIVE


def test_one_side_cannot_keep_what_the_other_has_suspended() -> None:
    assert status(happened("suspended", "2022-03", by=CHICAGO), happened("kept", "2022-04", by=MOSCOW)) is Status.SUSPENDED
    assert status(happened("ended", "2022-03", by=CHICAGO), happened("kept", "2022-04", by=MOSCOW)) is Status.ENDED


@pytest.mark.parametrize("kind", ["suspended", "dormant", "ended"])
@pytest.mark.parametrize("grade", ["A", "C", "E"])
def test_a_listing_never_outweighs_a_halt(kind: str, grade: str) -> None:
    stands = after(happened("signed", "1990"), happened(kind, "2022"), happened("listed", "2026", grade=grade))

    assert (stands.status, stands.as_of) == (Status(kind), "2022")


def test_a_listing_shows_that_a_signed_tie_still_stands() -> None:
    stands = after(happened("signed", "1990"), happened("listed", "2025-11"))

    assert (stands.status, stands.since, stands.as_of, stands.listed_only) == (Status.ACTIVE, "1990", "2025-11", True)


def test_a_tie_of_which_only_a_list_is_known_is_active_as_of_that_list() -> None:
    stands = after(happened("listed", "2016-11"))

    assert (stands.status, stands.since, stands.as_of, stands.listed_only) == (Status.ACTIVE, None, "2016-11", True)


@pytest.mark.parametrize(
    ("grade", "stands"), [("A", Status.ACTIVE), ("B", Status.ACTIVE), ("C", Status.ACTIVE), ("D", Status.PROPOSED), ("E", Status.PROPOSED)]
)  # fmt: skip
@pytest.mark.parametrize("listed", ["2021", "2025", None])
def test_only_a_good_list_makes_a_proposed_tie_active(grade: str, stands: Status, listed: str | None) -> None:
    """Whenever it is from: an encyclopedia that lists Los Angeles with Kyiv does not outweigh that one side only proposed it."""
    assert status(happened("proposed", "2022-03-25"), happened("listed", listed, grade=grade)) is stands


def test_a_signature_speaks_for_five_years() -> None:
    signed = happened("signed", "2021-11-22")

    assert after(signed, today=dt.date(2026, 11, 22)).status is Status.ACTIVE
    assert after(signed, today=dt.date(2026, 11, 23)).status is Status.UNKNOWN


def test_a_signature_of_a_leap_day_speaks_for_five_years_too() -> None:
    assert after(happened("signed", "2023-02-28"), today=dt.date(2028, 2, 29)).status is Status.ACTIVE
    assert after(happened("signed", "2023-02-27"), today=dt.date(2028, 2, 29)).status is Status.UNKNOWN


def test_a_year_of_signing_speaks_until_five_years_after_its_last_day() -> None:
    assert after(happened("signed", "2021"), today=dt.date(2026, 12, 31)).status is Status.ACTIVE
    assert after(happened("signed", "2021"), today=dt.date(2027, 1, 1)).status is Status.UNKNOWN


def test_an_old_signature_alone_leaves_the_status_unknown_and_is_still_told() -> None:
    stands = after(happened("signed", "1984", "1989", "1990-08-13"))

    assert (stands.status, stands.as_of) == (Status.UNKNOWN, None)
    assert stands.signed is not None
    assert stands.signed.dates == ("1984", "1989", "1990-08-13")


def test_an_old_renewal_says_no_more_than_an_old_signature() -> None:
    assert status(happened("signed", "1990"), happened("renewed", "2005")) is Status.UNKNOWN
    assert status(happened("signed", "1990"), happened("renewed", "2024")) is Status.ACTIVE
    assert status(happened("signed", "1990"), happened("kept", "2005")) is Status.ACTIVE


def test_a_signature_without_a_date_leaves_the_status_unknown() -> None:
    assert status(happened("signed")) is Status.UNKNOWN


def test_an_active_tie_stands_since_it_was_signed_not_since_it_was_proposed() -> None:
    stands = after(happened("proposed", "1988"), happened("signed", "1990-08"), happened("renewed", "2024"))

    assert (stands.since, stands.as_of) == ("1990-08", "2024")


def test_a_tie_that_was_ended_and_signed_anew_stands_since_the_new_signature() -> None:
    assert after(happened("signed", "1990"), happened("ended", "2014"), happened("signed", "2024")).since == "2024"


def test_a_second_record_of_the_signing_without_a_date_does_not_hide_the_date() -> None:
    assert after(happened("signed"), happened("signed", "1990"), happened("listed", "2025")).since == "1990"


def test_what_is_still_to_come_has_not_happened() -> None:
    assert status(happened("approved", "2026-10"), happened("signed", "2027-05")) is Status.APPROVED
    assert status(happened("kept", "2026-10"), happened("ended", "2026-11-23")) is Status.ACTIVE
    assert status(happened("kept", "2026-10"), happened("ended", "2026-11-22")) is Status.ENDED


def test_one_act_told_by_several_sources_is_one() -> None:
    act = RecordedEvent.of(
        event(1, "suspended", by_city=CHICAGO),
        [
            said("2022-03-01", "D", "announced", claim_id=1, decided_by="the mayor"),
            said("2022-02-28", "D", "decided", claim_id=2, decided_by="the mayor, who directed the association"),
            said("2022", "E", claim_id=3),
        ],
    )

    stands = after(happened("signed", "1997"), act)

    assert stands.since == "2022-02-28"
    assert stands.as_of == "2022-03-01"
    assert stands.decided_briefly == "the mayor"
    assert act.dates == ("2022-02-28",)


def test_both_sides_suspending_is_one_suspension_since_the_first_as_of_the_last() -> None:
    stands = after(happened("suspended", "2022", by=CHICAGO), happened("suspended", "2024-03", by=MOSCOW))

    assert (stands.since, stands.as_of) == ("2022", "2024-03")
    assert stands.deciding is not None
    assert stands.deciding.event.by_city == CHICAGO


def test_a_year_alone_is_no_newer_support_than_a_day_in_it() -> None:
    stands = after(happened("ended", "2022-10-26", "2022"))

    assert (stands.since, stands.as_of) == ("2022-10-26", "2022-10-26")


def test_the_best_graded_source_gives_the_date_and_the_act_comes_before_its_announcement() -> None:
    assert happened("signed", "1990", grade="A").claims[0].claim.date == "1990"
    best = RecordedEvent.of(
        event(), [said("1984", "E", claim_id=1), said("1990", "B", claim_id=2), said("1989", None, claim_id=3)]
    )
    assert (best.date, best.grade, best.dates) == ("1990", Grade.B, ("1984", "1989", "1990"))


def test_a_signing_of_which_only_the_announcement_is_dated_has_that_date() -> None:
    assert happened("signed", "2024-05-03", date_is="announced").dates == ("2024-05-03",)


def test_events_without_a_date_come_first_and_halts_without_a_date_last() -> None:
    told = [
        happened("dormant", event_id=1), happened("listed", "2022", event_id=2), happened("suspended", "2022-03-01", event_id=3),
        happened("signed", event_id=4), happened("kept", "2022-03-01", event_id=5), happened("signed", "1990", event_id=6),
    ]  # fmt: skip

    assert [one.event.event_id for one in in_order(told)] == [4, 6, 2, 3, 5, 1]


def test_on_one_day_a_tie_is_approved_before_it_is_signed() -> None:
    stands = after(happened("signed", "2024-05-03"), happened("approved", "2024-05-03"))

    assert stands.status is Status.ACTIVE
    assert stands.deciding is not None
    assert stands.deciding.kind is EventKind.SIGNED


@pytest.mark.parametrize(
    ("decided_by", "briefly"),
    [
        ("the mayor, who directed the association", "the mayor"),
        ("the city council, unanimously", "the city council"),
        ("the city council, 14–0", "the city council"),
        ("Kyiv’s city council, with 97 votes", "Kyiv’s city council"),
        ("the senate chancellery, in answer to a parliamentary question", "the senate chancellery"),
        ("the sister-city association; no act of the council was found", "the sister-city association"),
        ("the city council and the mayor", "the city council and the mayor"),
        ("the mayor, the governor and the council", "the mayor, the governor and the council"),
        ("the city government, as a proposal", "the city government, as a proposal"),
        ("by lapse of the notice", "by lapse of the notice"),
        ("", ""),
    ],
)
def test_who_decided_is_named_briefly_without_the_manner(decided_by: str, briefly: str) -> None:
    assert after(happened("suspended", "2022", decided_by=decided_by)).decided_briefly == briefly


def anything_that_happened() -> st.SearchStrategy[list[RecordedEvent]]:
    """Any events with any claims, numbered."""
    claims = st.lists(
        st.builds(
            said,
            st.none() | written(),
            st.none() | st.sampled_from(list(Grade)),
            st.sampled_from(list(DateIs)),
            claim_id=st.integers(1, 9),
            decided_by=st.sampled_from(
                [
                    "",
                    "the mayor",
                    "the city council, unanimously",
                    "by lapse of the notice",
                    "Chicago’s city council, 14–0",
                    "Chicago",
                ]
            ),
        ),
        max_size=3,
    )
    happenings = st.tuples(st.sampled_from(list(EventKind)), st.sampled_from([None, CHICAGO, MOSCOW]), claims)
    return st.lists(happenings, max_size=7).map(
        lambda told: [
            RecordedEvent.of(event(number, kind, by_city=by), claimed) for number, (kind, by, claimed) in enumerate(told, 1)
        ]
    )


@given(anything_that_happened(), st.dates(min_value=dt.date(1000, 1, 1)), st.randoms(use_true_random=False))
def test_whatever_happened_has_a_standing_whoever_tells_it_in_which_order(
    events: list[RecordedEvent], today: dt.date, order: random.Random
) -> None:
    stands = standing(events, today)
    told_otherwise = list(events)
    order.shuffle(told_otherwise)

    assert standing(told_otherwise, today) == stands
    assert stands.since is None or stands.since.earliest <= today
    assert stands.deciding is None or stands.deciding in events
    assert (stands.status is Status.UNKNOWN) == (stands.deciding is None)


def test_the_order_in_which_events_are_entered_does_not_matter() -> None:
    told = [
        happened("signed", "1997", event_id=1),
        happened("suspended", "2022-02-28", event_id=2),
        happened("listed", "2026", event_id=3),
    ]

    assert {standing(order, TODAY).status for order in permutations(told)} == {Status.SUSPENDED}


def test_an_old_signature_does_not_date_what_a_list_without_a_date_shows() -> None:
    found = after(happened("signed", "1969"), happened("listed"))

    assert (found.status, found.as_of, found.listed_only) == (Status.ACTIVE, None, True)
