"""What a reviewer is told of a proposal, worst first."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.changes import Change, Proposal, ProposalKind, ProposalState, Role
from bot.domain.sources import Grade
from bot.domain.trust import stops
from bot.moderation import findings, merging
from bot.moderation.sources_given import given_source, said_by
from bot.store import entries
from tests.factories import (
    CHICAGO,
    HAMBURG,
    KYIV,
    MARIUPOL,
    TODAY,
    added,
    city,
    claim,
    edited,
    event,
    initiative,
    new_tie,
    organisation,
    retired,
    source,
)  # fmt: skip
from tests.moderation.desk import MARA, NOON, PETE, done, kept, row, sent
from tests.store.keeping import carry_out

NOWHERE = frozenset[str]()
ENDED = (added(event(60, "ended", 1)), added(claim(60, 60, "2026-11", source_id=1)))


def proposal(
    *changes: Change, kind: ProposalKind = ProposalKind.ENTRY, said: str = "https://example.org/1", **fields: Any
) -> Proposal:
    known: dict[str, Any] = {
        "proposal_id": 0, "kind": kind, "state": ProposalState.PENDING, "title": "what it is about", "guild_id": None, "made_in": None,
        "channel_id": None, "proposer": PETE.author, "role": Role.MEMBER, "made_at": NOON, "source": said, "why": "", "changes": changes,
    }  # fmt: skip
    return Proposal(**(known | fields))


def noticed(db: sqlite3.Connection, asked: Proposal, allowed: frozenset[str] = NOWHERE, *, links: bool = True) -> list[str]:
    found = findings.of(db, asked, allowed=allowed, today=TODAY, links=links)
    assert [finding.weight.rank for finding in found] == sorted(finding.weight.rank for finding in found)
    for finding in found:
        assert not finding.words.endswith(".")
        assert finding.words.count("`") % 2 == 0
    return [f"{finding.weight}: {finding.words}" for finding in found]


def stopping(db: sqlite3.Connection, asked: Proposal, *, links: bool = True) -> list[str]:
    return [finding.words for finding in stops(findings.of(db, asked, allowed=NOWHERE, today=TODAY, links=links))]


def aid(link: str = "", **fields: Any) -> Change:
    return added(initiative(60, link=link, organisation_id=1, source_id=7, **fields))


def test_a_status_from_one_newspaper_reads_as_on_the_card(db: sqlite3.Connection) -> None:
    assert noticed(db, proposal(*ENDED, kind=ProposalKind.STATUS)) == [
        "Look: one source only, grade D (press)",
        "Fine: the source is https",
        "Fine: nothing recorded or pending says the same",
    ]


def test_words_without_changes_are_for_the_reviewer_to_work_out(db: sqlite3.Connection) -> None:
    assert noticed(db, proposal(said="")) == ["Look: it says in words only what should change"]


# ---- Links ----------------------------------------------------------------------------------------------------------------


def test_a_link_on_its_organisations_record_is_fine(db: sqlite3.Connection) -> None:
    assert "Fine: the domain is on the record of Example Relief" in noticed(db, proposal(aid("https://example.org/help")))


def test_a_link_that_resembles_a_recorded_one_stops_the_card(db: sqlite3.Connection) -> None:
    asked = proposal(
        edited(row(db, "initiatives", 2), link="https://example-org.net/give"),
        kind=ProposalKind.CORRECTION,
        said="example-org.net/give",
    )
    found = noticed(db, asked)
    assert "Stop: the domain is not on the record of Example Relief" in found
    assert "Look: the only source is the proposed page itself, grade E (encyclopedia or a user)" in found


def test_an_organisation_in_the_same_proposal_brings_its_domain(db: sqlite3.Connection) -> None:
    made = organisation(60, "New Relief", domain="newrelief.example.com")
    asked = proposal(added(made), added(initiative(60, link="https://newrelief.example.com/help", organisation_id=60)))
    found = noticed(db, asked)
    assert stopping(db, asked) == []
    assert "Look: links on `newrelief.example.com` will be accepted for this organisation" in found


def test_an_untouched_link_is_not_looked_at_unless_the_proposal_is_about_it(db: sqlite3.Connection) -> None:
    homes = row(db, "initiatives", 4).model_copy(update={"link": "https://elsewhere.example.net/"})
    done(db, entries.put, "initiatives", homes)
    assert stopping(db, proposal(edited(homes, note="By train."))) == []
    assert stopping(db, proposal(edited(homes, note="By train."), kind=ProposalKind.LINK)) != []
    assert stopping(db, proposal(edited(homes, organisation_id=None))) != []


@pytest.mark.parametrize(
    "link",
    [
        "https://bit.ly/help", "https://203.0.113.5/help", "https://example.org@evil.example.net/", "http://coatsforkyiv.com/help",
        "https://coatsforkyiv.com/go?url=https://evil.example.com/",
    ],
)  # fmt: skip
def test_a_moderator_may_keep_a_link_of_no_record_but_no_dangerous_one(db: sqlite3.Connection, link: str) -> None:
    unknown = proposal(aid("https://coatsforkyiv.com/help"))
    assert stopping(db, unknown) == ["the domain is not on the record of Example Relief"]
    assert stopping(db, unknown, links=False) == []
    assert not any("list of allowed" in words for words in noticed(db, unknown, links=False))
    assert stopping(db, proposal(aid(link)), links=False) != []


def test_an_allowed_domain_needs_no_record(db: sqlite3.Connection) -> None:
    asked = proposal(added(initiative(60, link="https://u24.gov.ua/give")))
    assert "Fine: the domain is on the list of allowed ones" in noticed(db, asked, frozenset({"u24.gov.ua"}))


def test_taking_back_is_not_stopped_by_a_link_that_it_does_not_verify(db: sqlite3.Connection) -> None:
    asked = aid("https://new.example.net/help")
    assert stopping(db, proposal(asked, kind=ProposalKind.UNDO)) == []
    assert stopping(db, proposal(asked, kind=ProposalKind.SHARE)) != []


# ---- Texts ----------------------------------------------------------------------------------------------------------------


def test_a_telephone_in_a_note_is_a_stop_that_says_where(db: sqlite3.Connection) -> None:
    (found,) = stopping(db, proposal(aid(note="Call +380 44 123 45 67")))
    assert found.startswith("in note: a telephone number")


def test_a_telephone_that_stood_there_before_does_not_stop_another_change(db: sqlite3.Connection) -> None:
    coats = row(db, "initiatives", 2).model_copy(update={"note": "Call +380 44 123 45 67"})
    assert stopping(db, proposal(edited(coats, sector="other"))) == []


def test_what_is_said_beside_a_proposal_is_for_a_look(db: sqlite3.Connection) -> None:
    asked = proposal(*ENDED, why="Ask me at +380 44 123 45 67")
    assert stopping(db, asked) == []
    assert any(words.startswith("Look: in the reason given: a telephone number") for words in noticed(db, asked))


# ---- Sources --------------------------------------------------------------------------------------------------------------


def test_without_a_source_nothing_is_approved_for_a_member(db: sqlite3.Connection) -> None:
    bare = (added(event(60, "ended", 1)), added(claim(60, 60, "2026-11", source_id=None)))
    assert stopping(db, proposal(*bare, kind=ProposalKind.STATUS, said=" ")) == ["no source is given"]
    assert "Look: no source is given" in noticed(db, proposal(*bare, said=""))
    assert stopping(db, proposal(*bare, kind=ProposalKind.STATUS)) == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://bit.ly/x", "`bit.ly`, a shortener"),
        ("https://203.0.113.5/x", "an IP address"),
        ("https://city.gov@evil.example.net/x", "a user name"),
    ],
)
def test_a_source_that_hides_where_it_leads_is_a_stop(db: sqlite3.Connection, url: str, words: str) -> None:
    new = source(60, "E", url=url)
    (found,) = stopping(db, proposal(added(new)))
    assert words in found


def test_a_source_that_is_not_https_and_an_archived_one_are_for_a_look(db: sqlite3.Connection) -> None:
    plain = proposal(added(source(60, "E", url="http://example.net/x")))
    assert stopping(db, plain) == []
    assert "Look: the source is not https" in noticed(db, plain)
    archived = proposal(added(source(60, "E", url="https://web.archive.org/web/2022/https://example.net/")))
    assert stopping(db, archived) == []


def test_a_good_source_is_fine_and_two_are_better_than_one(db: sqlite3.Connection) -> None:
    one = (added(event(60, "ended", 1)), added(claim(60, 60, "2026-11", source_id=4)))
    assert "Fine: one source only, grade B (the city’s own site)" in noticed(db, proposal(*one, kind=ProposalKind.STATUS))
    two = (*one, added(claim(61, 60, "2026-11", source_id=1)))
    assert "Fine: the sources are https" in noticed(db, proposal(*two, kind=ProposalKind.STATUS))
    assert not any("one source only" in words for words in noticed(db, proposal(*two, kind=ProposalKind.STATUS)))


def test_a_good_grade_that_a_member_gives_is_looked_at(db: sqlite3.Connection) -> None:
    claimed = added(source(60, "A", url="https://new.example.com/x"))
    assert "Look: grade A (signed text or order) is claimed by a member" in noticed(db, proposal(claimed))
    assert not any("is claimed by" in words for words in noticed(db, proposal(claimed, role=Role.EDITOR)))
    taken_over = added(source(61, "B", url="https://www.sanjoseca.gov/other"))
    assert not any("is claimed by" in words for words in noticed(db, proposal(taken_over)))


# ---- What to look at ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("domain", "words"),
    [
        ("facebook.com", "anybody publishes on `facebook.com`"),
        ("203.0.113.5", "no domain that somebody registered"),
        ("bit.ly", "a shortener"),
    ],
)
def test_a_domain_that_many_share_is_nobodys_record(db: sqlite3.Connection, domain: str, words: str) -> None:
    (found,) = stopping(db, proposal(edited(row(db, "organisations", 1), domain=domain)))
    assert words in found


def test_the_organisations_on_record_are_read_once_however_many_a_file_brings(db: sqlite3.Connection) -> None:
    def reads(count: int) -> int:
        asked = proposal(
            *(
                added(organisation(60 + number, f"Relief {number}", domain=f"relief{number}.example.com"))
                for number in range(count)
            ),
            kind=ProposalKind.IMPORT,
        )
        said: list[str] = []
        db.set_trace_callback(said.append)
        noticed(db, asked)
        db.set_trace_callback(None)
        return sum("FROM organisation" in each for each in said)

    assert reads(300) == reads(250) > 0


def test_a_page_on_a_shared_host_and_a_lookalike_domain_are_for_a_look(db: sqlite3.Connection) -> None:
    assert stopping(db, proposal(edited(row(db, "organisations", 1), domain="sites.google.com/view/relief"))) == []
    found = noticed(db, proposal(added(organisation(60, "Other", domain="exannple.org"))))
    assert "Look: links on `exannple.org` will be accepted for this organisation" in found
    assert "Look: it resembles the recorded `example.org` of Example Relief" in found


def test_dates_to_come_and_long_ago_are_looked_at(db: sqlite3.Connection) -> None:
    late = (added(event(60, "ended", 1)), added(claim(60, 60, "2027-01")))
    assert "Look: the date is still to come: January 2027" in noticed(db, proposal(*late))
    early = (added(event(60, "ended", 1)), added(claim(60, 60, "1097")))
    assert "Look: the date is before 1900: 1097" in noticed(db, proposal(*early))
    assert not any("to come" in words for words in noticed(db, proposal(aid(check_by="2027-01"))))


def test_military_aid_and_aid_for_an_occupied_city_are_pointed_out(db: sqlite3.Connection) -> None:
    found = noticed(db, proposal(aid(purpose="military", beneficiary_id=MARIUPOL)))
    assert "Look: purpose is military: it stays out of !aid unless asked for" in found
    assert any(words.startswith("Look: Mariupol was occupied as of 22 August 2026") for words in found)
    assert not any("occupied" in words for words in noticed(db, proposal(aid(beneficiary_id=KYIV))))


def test_retiring_says_what_goes_and_stops_where_something_stays(db: sqlite3.Connection) -> None:
    parts = [retired(part.entry) for part in entries.whole(db, "pairings", (1,))]
    found = noticed(db, proposal(*parts, kind=ProposalKind.RETIRE, said=""))
    assert "Look: it takes out 1 pairing, 2 events and 3 claims" in found
    assert stopping(db, proposal(*parts, kind=ProposalKind.RETIRE, said="")) == []
    (left,) = stopping(db, proposal(retired(row(db, "organisations", 1)), kind=ProposalKind.RETIRE))
    assert left == "it is still named by 4 initiatives: retire or merge these first"


def test_what_is_recorded_already_is_among_the_findings(db: sqlite3.Connection) -> None:
    asked = proposal(*new_tie(60, CHICAGO, KYIV), kind=ProposalKind.PAIRING)
    (found,) = stopping(db, asked)
    assert found.startswith("recorded already: ")
    assert {"Chicago", "Kyiv"} <= set(found.split())


@given(
    link=st.text(max_size=30),
    said=st.text(max_size=30),
    note=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60),
)
@example(link="[", said="https://[", note="")
@example(link="\u200b", said="x.com", note="`")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_whatever_is_proposed_can_be_read_by_a_reviewer(db: sqlite3.Connection, link: str, said: str, note: str) -> None:
    written = f"https://{''.join(link.split())}" if link.strip() else ""
    try:
        changes = [aid(written, note=note), added(source(60, "E", url=written, citation=note or "A citation"))]
    except ValidationError:
        changes = [aid(note=note)]
    for kind in (ProposalKind.CORRECTION, ProposalKind.IMPORT, ProposalKind.INITIATIVE):
        assert noticed(db, proposal(*changes, kind=kind, said=said, why=note))
    bare = (added(event(60, "ended", 1)), added(claim(60, 60, "2026-11", source_id=None)))
    assert noticed(db, proposal(*bare, kind=ProposalKind.STATUS, said=said))


def test_what_a_moderator_alone_called_and_graded_says_nothing_of_the_next_page(db: sqlite3.Connection) -> None:
    own = added(source(2_000_000_009, grade="B", publisher="City of Hamburg", url="https://hamburg-fund.example.org/a"))
    kept(db, MARA, own)
    given = given_source(db, "https://hamburg-fund.example.org/b", NOON.date())
    assert (given.source.publisher, given.source.grade) == ("hamburg-fund.example.org", Grade.E)
    asked = sent(db, PETE, *new_tie(60, HAMBURG, CHICAGO)[:-1], added(claim(60, 60, "2026", source_id=2_000_000_009)))
    words = [each.words for each in findings.of(db, asked, allowed=frozenset(), today=NOON.date())]
    assert "nobody who answers for the catalogue has seen source 2000000009, grade B, called “City of Hamburg”" in words
    assert "one source only, grade E (encyclopedia or a user)" in words


@pytest.mark.parametrize("guild_id", [None, 100])
def test_a_recorded_page_is_worth_what_a_reviewer_made_of_it(db: sqlite3.Connection, guild_id: int | None) -> None:
    page = "https://hamburg-fund.example.org/a"
    kept(db, MARA, added(source(2_000_000_009, grade="B", publisher="City of Hamburg", url=page)))
    bare = (added(event(60, "ended", 1)), added(claim(60, 60, "2026-11", source_id=None)))
    found = noticed(db, proposal(*bare, kind=ProposalKind.STATUS, said=page, guild_id=guild_id))
    assert "Look: one source only, grade E (encyclopedia or a user)" in found


@pytest.mark.parametrize(
    ("said", "fields", "hidden"),
    [
        ("see https://www.sanjoseca.gov/60 please", {}, True),
        ("sanjoseca.gov/60, 24 Feb 2023", {"url": "https://sanjoseca.gov/60"}, True),
        ("https://www.sanjoseca.gov/60", {"publisher": "City of Chicago"}, False),
        ("https://www.sanjoseca.gov/60", {"grade": "A"}, False),
        ("https://www.sanjoseca.gov/60", {"copy_of": "a newspaper"}, False),
        ("https://www.sanjoseca.gov/601", {}, False),
        ("https://new.example.net/a", {"url": "https://new.example.net/a", "publisher": "new.example.net", "grade": "E"}, True),
        ("https://new.example.net/a", {"url": "https://new.example.net/a", "publisher": "new.example.net", "grade": "D"}, False),
        ("Chronicle, 2023", {"url": "", "citation": "Chronicle, 2023", "publisher": "Chronicle", "grade": "E"}, True),
        ("Chronicle, 2023", {"url": "", "citation": "Chronicle, 2023", "publisher": "City of Chicago", "grade": "E"}, False),
        ("Chronicle, 2023 and more", {"url": "", "citation": "Chronicle, 2023", "publisher": "Chronicle", "grade": "E"}, False),
    ],
)
def test_a_publisher_or_a_grade_that_somebody_typed_is_shown(
    db: sqlite3.Connection, said: str, fields: dict[str, Any], hidden: bool
) -> None:
    of_host = {"publisher": "City of San José", "grade": "B", "url": "https://www.sanjoseca.gov/60"}
    assert said_by(db, [added(source(60, **(of_host | fields)))], said) == (frozenset({60}) if hidden else frozenset())


@pytest.mark.parametrize("kind", [ProposalKind.IMPORT, ProposalKind.ENTRY])
def test_another_name_of_a_city_is_pointed_out(db: sqlite3.Connection, kind: ProposalKind) -> None:
    renamed = edited(row(db, "cities", KYIV), name="Evil `x`")
    assert "Look: it renames Kyiv to Evil x" in noticed(db, proposal(renamed, kind=kind))
    assert "renames" not in str(noticed(db, proposal(edited(row(db, "cities", KYIV), note="x"), kind=kind)))


@pytest.mark.parametrize(
    ("name", "where", "words"),
    [
        ("Kiew", {"latitude": 49.0, "longitude": 30.5, "population": 3_000}, "Kiew and Kyiv are 162 km apart, with populations of 3,000 and "),
        ("Kyiv", {"latitude": 49.0, "longitude": 30.5, "population": None}, "Kyiv and Kyiv are 162 km apart"),
        ("Kiew", {"latitude": 50.4, "longitude": 30.5}, ""),
        ("Kiew", {"latitude": None, "longitude": None}, ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("paired", [CHICAGO, HAMBURG])
def test_cities_far_apart_are_looked_at_before_they_become_one(
    db: sqlite3.Connection, name: str, where: dict[str, Any], words: str, paired: int
) -> None:
    twin = 2_000_000_700
    carry_out(db, added(city(twin, name, geonames_id=None, note="by hand", **where)), *new_tie(70, twin, paired))
    found = noticed(db, proposal(*merging.cities(db, twin, KYIV), kind=ProposalKind.MERGE))
    apart = [each for each in found if "km apart" in each]
    assert len(apart) == int(bool(words))
    assert [each for each in apart if not each.startswith(f"Look: {words}")] == []
