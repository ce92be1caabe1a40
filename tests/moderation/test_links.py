"""Links: what may be sent to people, and what is a trap."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.trust import Finding, Weight, stops
from bot.moderation.links import APPEAL_DAYS, ORGANISATION_DAYS, Listing, check, holds_for, on_record, registrable, shown

HERE = Path(__file__).parent
ORGANISATION = "Sonoma Sister Cities Association"
OWN = "sonomasistercitiesassociation.org"


def rows(kind: str) -> list[dict[str, str]]:
    r"""The rows of one kind; ``\u200b`` in an input stands for that character, ``\\`` for a backslash."""
    with (HERE / "data" / "hostile.csv").open(encoding="utf-8", newline="") as file:
        found = [row for row in csv.DictReader(file) if row["kind"] == kind]
    for row in found:
        row["input"] = re.sub(
            r"\\(?:u([0-9a-f]{4})|\\)", lambda match: chr(int(match[1], 16)) if match[1] else "\\", row["input"]
        )
    return found


def shipped() -> list[Listing]:
    with (HERE.parents[1] / "data" / "organisations.csv").open(encoding="utf-8", newline="") as file:
        return [Listing(row["domain"], row["name"]) for row in csv.DictReader(file) if row["domain"]]


RECORDED = shipped()


def verdict(findings: list[Finding]) -> str:
    return findings[0].weight.value.lower() if findings else "fine"


@pytest.mark.parametrize("row", rows("link"), ids=lambda row: row["input"][:60].encode("unicode_escape").decode())
def test_a_link_is_judged_as_the_list_says(row: dict[str, str]) -> None:
    own = row["organisation_domain"]
    holder = next((listing.organisation for listing in RECORDED if listing.domain == own), ORGANISATION if own else "")

    findings = check(row["input"], recorded=[*RECORDED, Listing(own, holder)] if own else RECORDED, organisation=holder, own=own)

    assert verdict(findings) == row["expected"], findings
    assert row["because"] in " / ".join(finding.words for finding in findings if finding.weight.value.lower() == row["expected"])


def test_the_list_is_long_and_has_innocent_ones() -> None:
    everything = rows("link") + rows("text")

    assert len(everything) >= 200
    assert sum(row["expected"] != "stop" for row in everything) >= 40


@pytest.mark.parametrize("listing", RECORDED, ids=lambda listing: listing.domain)
def test_an_organisations_own_front_page_is_never_stopped(listing: Listing) -> None:
    findings = check(f"https://{listing.domain}/", recorded=RECORDED, organisation=listing.organisation, own=listing.domain)

    assert stops(findings) == []


def test_the_review_card_shows_these_checks() -> None:
    recorded = [*RECORDED, Listing(OWN, ORGANISATION)]

    assert check("https://sonoma-sistercities.example/give", recorded=recorded, organisation=ORGANISATION, own=OWN) == [
        Finding(Weight.STOP, f"the domain is not on the record of {ORGANISATION}"),
        Finding(Weight.STOP, f"it resembles the recorded `{OWN}`"),
        Finding(Weight.FINE, "https, no shortener, no port, no mixed scripts"),
    ]


def test_an_allowed_domain_needs_no_organisation() -> None:
    findings = check("https://www.unhcr.org/ukraine", recorded=RECORDED, allowed=frozenset({"unhcr.org"}))

    assert verdict(findings) == "fine"


def test_a_link_that_resembles_an_allowed_domain_is_stopped() -> None:
    findings = check("https://unhcr-donate.org/", recorded=[], allowed=frozenset({"unhcr.org"}))

    assert "it resembles the recorded `unhcr.org`" in [finding.words for finding in stops(findings)]


def test_without_an_organisation_any_record_will_do() -> None:
    assert stops(check("https://leeds.gov.uk/twinning", recorded=RECORDED)) == []


def test_what_is_on_no_record_is_not_called_a_fraud() -> None:
    words = " ".join(finding.words for finding in check("https://gofundme.com/f/kaniv", recorded=RECORDED))

    assert "no organisation’s record" in words
    assert not re.search("fraud|scam|phish|fake", words)


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://WWW.Leeds.gov.uk/x", "leeds.gov.uk"),
        ("kaniv.github.io", "kaniv.github.io"),
        ("https://a.kaniv.blogspot.com/", "kaniv.blogspot.com"),
        ("facebook.com/xyz", "facebook.com"),
        ("https://city.nagoya.jp", "city.nagoya.jp"),
        ("https://пример.рф/", "xn--e1afmkfd.xn--p1ai"),
        ("kyiv.ua", ""),
        ("https://127.0.0.1/", ""),
        ("", ""),
    ],
)
def test_the_registrable_domain_is_what_someone_registered(address: str, domain: str) -> None:
    assert registrable(address) == domain


def test_a_bare_public_suffix_on_record_covers_no_ones_domain_under_it() -> None:
    assert on_record("https://kyiv.ua/", "kyiv.ua")
    assert not on_record("https://someone.kyiv.ua/", "kyiv.ua")


@pytest.mark.parametrize(
    ("url", "own", "days"),
    [
        ("https://leeds.gov.uk", "leeds.gov.uk", ORGANISATION_DAYS),
        ("https://www.leeds.gov.uk/", "leeds.gov.uk", ORGANISATION_DAYS),
        ("https://sites.google.com/view/ckscp/", "sites.google.com/view/ckscp", ORGANISATION_DAYS),
        ("https://leeds.gov.uk/give", "leeds.gov.uk", APPEAL_DAYS),
        ("https://leeds.gov.uk/?a=1", "leeds.gov.uk", APPEAL_DAYS),
        ("https://give.leeds.gov.uk/", "leeds.gov.uk", APPEAL_DAYS),
        ("https://leeds.gov.uk/", "", APPEAL_DAYS),
        ("https://[", "leeds.gov.uk", APPEAL_DAYS),
    ],
)
def test_a_front_page_holds_longer_than_an_appeal(url: str, own: str, days: int) -> None:
    assert holds_for(url, own) == days


def test_punycode_is_shown_in_both_forms() -> None:
    assert shown("https://xn--80ak6aa92e.com/x") == "https://xn--80ak6aa92e.com/x (аррӏе.com)"
    assert shown("https://аррӏе.com/x") == "https://xn--80ak6aa92e.com/x (аррӏе.com)"


def test_nothing_hides_in_a_shown_address() -> None:
    assert shown("https://a.org/`\u200b\u202e") == "https://a.org/\\u200b\\u202e"


HOSTS = st.sampled_from(
    ["leeds.gov.uk", "xn--80ak6aa92e.com", "[::1]", "127.1", "a@b", "kyiv.ua:80", "bоnn.de", "xn--zzzz", "ａ.org", ""]
)


@given(st.one_of(st.text(), st.builds("https://{}{}".format, HOSTS, st.text()), st.builds("https://{}/".format, st.text())))
@settings(deadline=None)
def test_any_address_gets_an_answer(url: str) -> None:
    findings = check(url, recorded=RECORDED[:5], organisation="x", own="leeds.gov.uk")

    assert findings
    assert all("\n" not in finding.words and finding.words.count("`") % 2 == 0 for finding in findings)
    assert "`" not in shown(url)
    assert holds_for(url, "leeds.gov.uk") in (APPEAL_DAYS, ORGANISATION_DAYS)


@pytest.mark.parametrize("piece", ["a.", "%25", "a=https://", "1", "4 ", "xn--", "А", "/..", "&url=", "\u200b", "[", "@", "DE89"])
def test_a_very_long_address_is_judged_too(piece: str) -> None:
    assert stops(check(f"https://leeds.gov.uk/{piece * 50_000}", recorded=RECORDED, own="leeds.gov.uk"))
