"""What makes a link trustworthy: the rules that an address is held to before people are sent there, and for how long a check holds."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from bot.domain.trust import Finding, Weight, worst_first
from bot.moderation.lookalikes import (
    Name,
    ascii_host,
    buried,
    disguised_labels,
    has_known_suffix,
    host_of,
    is_number,
    mixed_labels,
    name_of,
    registrable,
    resembles,
    skeleton,
    unicode_host,
)
from bot.moderation.payments import payment_data
from bot.moderation.personal import INVITE

__all__ = [
    "APPEAL_DAYS", "LONGEST", "ORGANISATION_DAYS", "UNRECORDED", "Listing", "check", "holds_for", "on_record", "registrable", "shown",
]  # fmt: skip

APPEAL_DAYS = 30
"""For how long a check of a single page holds: appeals change their account numbers and end."""

ORGANISATION_DAYS = 180
"""For how long a check of an organisation's front page holds."""

LONGEST = 2000
"""Characters of a link. What an entry's link field holds, and what is still shown whole in a browser's address bar."""

MOST_RESEMBLED = 3
"""How many recorded domains are named that a link resembles."""

TRACKERS = re.compile(
    r"(?i)(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|igsh|mc_eid|mc_cid|_hsenc|ref|ref_src|aff|affiliate\w*)\Z"
)
REDIRECTS = re.compile(
    r"(?i)(?:url|uri|u|q|to|r|go|goto|link|out|next|dest|destination|target|redir|redirect|redirect_?ur[il]|redirect_?to|return|return_?(?:url|to)|continue|forward|callback|rurl|checkout_url)\Z"
)
"""Names of parameters that carry an address to go on to. Source: CWE-601 (https://cwe.mitre.org/data/definitions/601.html)."""

PRIVATE_SUFFIXES = ("localhost", "local", "internal", "onion", "test", "invalid", "home.arpa", "lan")
"""Names that are no site on the public net. Sources: RFC 6761, RFC 6762, RFC 7686, RFC 8375."""

PROGRAMS = re.compile(r"(?i)\.(?:exe|msi|scr|bat|cmd|apk|ipa|dmg|pkg|iso|img|jar|vbs|ps1|hta|lnk|zip|rar|7z|docm|xlsm)\Z")

UNRECORDED = Finding(Weight.STOP, "the domain is on no organisation’s record")
"""What is said of a link of nobody whom the catalogue knows."""

_HIDDEN = {"Cc", "Cf", "Zl", "Zp", "Co", "Cs", "Cn"}


@dataclass(frozen=True, slots=True)
class Listing:
    """A domain (or host, or host and path on a shared host) that is on an organisation's record."""

    domain: str
    organisation: str


@dataclass(frozen=True, slots=True)
class _Address:
    """A link, taken apart as RFC 3986 says, and the domains that it is compared with."""

    raw: str
    parts: SplitResult
    host: str
    known: tuple[str, ...]
    trusted: bool

    @property
    def rest(self) -> str:
        """All that stands behind the host, decoded as often as a careless server would."""
        return unquote(unquote(f"{self.parts.path}?{self.parts.query}#{self.parts.fragment}"))


def _without_dots(path: str) -> str:
    """The path that a browser asks for. Source: RFC 3986, section 5.2.4."""
    kept: list[str] = []
    for segment in re.sub(r"(?i)%2e", ".", path).replace("\\", "/").split("/"):
        if segment == "..":
            del kept[max(1, len(kept) - 1) :]
        elif segment != ".":
            kept.append(segment)
    return "/".join(kept)


def _record_parts(recorded: str) -> tuple[str, str]:
    """Host and path of a recorded domain: ``sites.google.com/view/ckscp`` → ``sites.google.com``, ``/view/ckscp``."""
    plain = recorded.strip().partition("://")[2] or recorded.strip()
    host, _, path = plain.partition("/")
    return host_of(host).removeprefix("www."), f"/{path}".rstrip("/")


def on_record(url: str, recorded: str) -> bool:
    """Whether a link leads to what is on record.

    A registrable domain covers its subdomains; a deeper host (``skew.engagement-global.de``) covers itself and what is under it; a bare
    public suffix covers nothing but itself; a host with a path covers that path and what is under it, and no other page of the host.
    """
    try:
        asked = _without_dots(urlsplit(url.strip()).path)
    except ValueError:
        return False
    host = host_of(url)
    kept, path = _record_parts(recorded)
    if not kept or not host:
        return False
    if path:
        return host.removeprefix("www.").removeprefix("m.") == kept and (asked == path or asked.startswith(f"{path}/"))
    return host in (kept, f"www.{kept}") or (bool(registrable(kept)) and host.endswith(f".{kept}"))


def holds_for(url: str, own: str) -> int:
    """For how many days a check of the link holds: longer for the front page of the organisation ``own`` than for any other page."""
    kept, path = _record_parts(own)
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return APPEAL_DAYS
    front = parts.path.rstrip("/") == path and not parts.query and not parts.fragment
    return ORGANISATION_DAYS if kept and front and host_of(url).removeprefix("www.") == kept else APPEAL_DAYS


def shown(url: str) -> str:
    r"""An address as text to stand between backticks, so that it cannot be clicked and hides nothing.

    Backticks are left out, invisible characters are written as escapes (``\u200b``), and a host that is not plain ASCII is shown in
    both forms: ``https://xn--80ak6aa92e.com/ (аррӏе.com)``.
    """
    text = "".join(
        letter.encode("unicode_escape").decode("ascii") if unicodedata.category(letter) in _HIDDEN else letter
        for letter in url.strip().replace("`", "")
    )
    host = host_of(url)
    if "xn--" not in host:
        return text
    try:
        plain = url.strip()
        written = urlsplit(plain if "://" in plain else f"//{plain}").netloc.rpartition("@")[2].partition(":")[0]
    except ValueError:
        return text
    return f"{text.replace(written, host, 1) if written else text} ({unicode_host(host)})"


@cache
def shorteners() -> frozenset[str]:
    """Hosts that lead on to an address which they hide; from ``shorteners.csv``."""
    with Path(__file__).with_name("shorteners.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["domain"] for row in csv.DictReader(file))


def is_shortener(host: str) -> bool:
    """Whether a host, or one that it is under, is a shortener."""
    labels = host.split(".")
    return any(".".join(labels[start:]) in shorteners() for start in range(len(labels)))


# ---- The rules: each says in words what stops a link ----------------------------------------------------------------------


def _writing(url: str) -> Iterator[str]:
    """Nothing hidden, nothing that a browser repairs. Sources: RFC 3986, section 2; UTS 36 (https://www.unicode.org/reports/tr36/);
    https://url.spec.whatwg.org/#url-parsing, by which a backslash is a slash.
    """  # noqa: D205  # one sentence and its sources
    if len(url) > LONGEST:
        yield f"it is longer than {LONGEST:,} characters"
    if any(unicodedata.category(letter) in _HIDDEN for letter in url):
        yield "hidden or control characters stand in it"
    if re.search(r"\s", url.strip()):
        yield "a space stands in it"
    if "\\" in url:
        yield "a backslash stands in it, which browsers take for a slash"
    if re.search(r"(?i)%(?:00|0[ad]|e2%80%(?:8[b-f]|a[a-e])|e2%81%a[6-9])", url):
        yield "hidden or control characters stand in it, percent-encoded"


def _scheme(address: _Address) -> Iterator[str]:
    """Encrypted, and to the site whose name it bears. Source: RFC 9110, section 4.2.2."""
    scheme = address.parts.scheme
    if scheme == "http":
        yield "it is not https: see whether the same address opens with `https://`"
    elif scheme in (
        "bitcoin",
        "ethereum",
        "litecoin",
        "lightning",
        "monero",
        "solana",
        "tron",
        "ton",
        "dogecoin",
        "bitcoincash",
        "ripple",
    ):
        yield f"it is not https: `{scheme}:` pays into a crypto wallet"
    elif scheme != "https":
        yield "it is not https: an address begins with `https://`"


def _authority(address: _Address) -> Iterator[str]:
    """Only a host between ``//`` and ``/``. Source: RFC 3986, sections 3.2 and 7.6 (semantic attacks)."""
    netloc = address.parts.netloc
    if "@" in netloc:
        yield "a user name stands before the host: what is before `@` is not the site"
    if re.search(r":[^\]:]*\Z", netloc.rpartition("@")[2]):
        yield "a port stands in it"
    if "%" in netloc:
        yield "the host is percent-encoded"


def _host(address: _Address) -> Iterator[str]:
    """A name that someone registered. Sources: https://publicsuffix.org/list/, RFC 5890 (IDNA),
    https://url.spec.whatwg.org/#concept-ipv4-parser for the spellings of an IP address.
    """  # noqa: D205  # one sentence and its sources
    written = address.parts.netloc.rpartition("@")[2]
    if not address.host:
        yield "no host can be read in it"
    elif is_number(address.host):
        yield "the host is an IP address and not a name"
    elif any(address.host == suffix or address.host.endswith(f".{suffix}") for suffix in PRIVATE_SUFFIXES):
        yield "the host is no site on the public net"
    elif not registrable(address.host):
        yield f"`{address.host}` is no registrable domain"
    if "xn--" in address.host and "xn--" in unicode_host(address.host):
        yield "the punycode in the host cannot be read"
    if written != unicodedata.normalize("NFKC", written) or "。" in written:
        yield "the host is written in letters that browsers replace"


def _script(address: _Address) -> Iterator[str]:
    """One script in a label, and not one in the guise of another. Sources: UTS 39, section 5, and
    https://chromium.googlesource.com/chromium/src/+/main/docs/idn.md, by which Chrome shows such a name as punycode.
    """  # noqa: D205  # one sentence and its sources
    for label in mixed_labels(address.host):
        yield f"mixed scripts in one name: `{label}`"
    for label in disguised_labels(address.host):
        yield f"every letter of `{label}` looks like a Latin one and is none"


def _shortener(address: _Address) -> Iterator[str]:
    """It says where it leads. Source of the list: the services' own sites, as in https://github.com/PeterDaveHello/url-shorteners."""
    if is_shortener(address.host):
        yield f"`{address.host}` is a shortener and hides where it leads"


def _chat(address: _Address) -> Iterator[str]:
    """A page, and no way into a chat. Source: https://support.discord.com/hc/en-us/articles/208866998 and the other services' help."""
    if INVITE.search(f"{address.parts.scheme}://{address.host}{address.parts.path}"):
        yield "it is an invite to a chat"


def _payment(address: _Address) -> Iterator[str]:
    """No account in an address: the page that it leads to says how to pay. Sources: see :func:`bot.moderation.payments.payment_data`."""
    for text in {unquote(address.parts.netloc) + address.rest, re.sub(r"[/=&?#:+]", " ", address.parts.netloc + address.rest)}:
        for what, _ in payment_data(text):
            yield f"{what} stands in it"


def _leading_on(address: _Address) -> Iterator[str]:
    """It ends where it says. Source: CWE-601 (https://cwe.mitre.org/data/definitions/601.html)."""
    home = registrable(address.host)
    for name, value in parse_qsl(address.parts.query, keep_blank_values=True, max_num_fields=None)[:200]:
        target = unquote(value).strip()
        absolute = re.match(r"(?i)(?:[a-z][a-z0-9+.-]{1,20}:)?[/\\]{2}|https?:|javascript:|data:", target)
        named = REDIRECTS.match(name) and re.match(r"(?i)(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}(?:[/?:]|\Z)", target)
        if (absolute or named) and registrable(target.replace("\\", "/") if absolute else f"//{target}") != home:
            yield f"it redirects to another site by the parameter `{re.sub(r'[^a-zA-Z0-9_]', '', name)[:40]}`"
    if re.search(r"(?i)https?:/{1,2}\w|/amp/s/|/c/s/", unquote(address.parts.path)):
        yield "it redirects to another site that stands in its path"


def _program(address: _Address) -> Iterator[str]:
    """A page, and nothing that runs. Source: https://attack.mitre.org/techniques/T1204/002/."""
    if PROGRAMS.search(address.parts.path):
        yield "it leads to a program or an archive and not to a page"


def _lookalike(address: _Address) -> Iterator[str]:
    """No recorded name in disguise. Sources: see :func:`bot.moderation.lookalikes.resembles`, UTS 39, section 4."""
    if address.trusted or not address.host:
        return
    hosts = list(dict.fromkeys(_record_parts(known)[0] for known in address.known))
    if any(on_record(address.raw, known) for known in address.known):
        return
    inside = buried(address.host, f"{address.parts.netloc.rpartition('@')[0]} {address.rest}", hosts)
    for name in inside[:MOST_RESEMBLED]:
        yield f"it bears the recorded `{name}` within another address"
    candidate = name_of(address.host)
    alike = [name for name in hosts if name not in inside and _alike(candidate, name_of(name))]
    for name in alike[:MOST_RESEMBLED]:
        yield f"it resembles the recorded `{name}`"


def _alike(candidate: Name, record: Name) -> bool:
    if resembles(candidate, record):
        return True
    look = skeleton(unicode_host(candidate.host)).removeprefix("www.")
    return candidate.registrable != record.registrable and look == skeleton(unicode_host(record.host))


RULES: tuple[Callable[[_Address], Iterator[str]], ...] = (
    _scheme, _authority, _host, _script, _shortener, _chat, _payment, _leading_on, _program, _lookalike,
)  # fmt: skip


def _looks(address: _Address) -> Iterator[str]:
    """What a reviewer should see and judge."""
    if "xn--" in address.host:
        yield f"the host is not in plain letters: `{address.host}`, shown as `{unicode_host(address.host)}`"
    if address.parts.netloc.endswith("."):
        yield "the host ends in a dot"
    if address.host.count(".") > 4:
        yield f"a deep host: who registered it is `{registrable(address.host)}`"
    under = address.host.removesuffix(registrable(address.host)).strip(".")
    if not address.trusted and registrable(address.host) and has_known_suffix(under):
        yield f"another domain (`{under}`) stands within the host: who registered it is `{registrable(address.host)}`"
    trackers = [name for name, _ in parse_qsl(address.parts.query) if TRACKERS.match(name)]
    if trackers:
        yield f"it carries a tracker (`{trackers[0]}`): it should open without"
    if re.search(r"(?i)/\.{1,2}(?:/|\Z)|%2e%2e|%25|//|%2f%2f", address.parts.path):
        yield "its path is written in a roundabout way"


def _record(address: _Address, *, recorded: Sequence[Listing], organisation: str, own: str, allowed: bool) -> Finding:
    """Whose domain it is, as far as the catalogue knows. What is on no record is not for that a fraud."""
    holders = [listing.organisation for listing in recorded if on_record(address.raw, listing.domain)]
    if own and on_record(address.raw, own):
        return Finding(Weight.FINE, f"the domain is on the record of {organisation or 'the organisation'}")
    if allowed:
        return Finding(Weight.FINE, "the domain is on the list of allowed ones")
    if organisation or own:
        other = next((holder for holder in holders if holder != organisation), "")
        of_other = f", but on that of {other}" if other else ""
        return Finding(Weight.STOP, f"the domain is not on the record of {organisation or 'the organisation'}{of_other}")
    if holders:
        return Finding(Weight.FINE, f"the domain is on the record of {holders[0]}")
    return UNRECORDED


def check(
    url: str, *, recorded: Sequence[Listing], allowed: frozenset[str] = frozenset(), organisation: str = "", own: str = ""
) -> list[Finding]:
    """All that is to be said of a link, worst first. Looks at the address only: nothing is fetched.

    Args:
        url: the link as it was typed.
        recorded: every domain on an organisation's record.
        allowed: domains that are trusted without an organisation, from the settings.
        organisation: the name of the organisation that the entry names; empty if none.
        own: the domain on that organisation's record; empty if none. A record of another organisation does not do for this one.
    """
    found = [Finding(Weight.STOP, words) for words in _writing(url)]
    bare = "".join(letter for letter in url[:LONGEST] if unicodedata.category(letter) not in _HIDDEN).strip()
    try:
        parts = urlsplit(bare)
        host = ascii_host(unquote(parts.hostname or ""))
    except ValueError:
        return [*found, Finding(Weight.STOP, "it cannot be read as an address")]
    permitted = any(on_record(bare, domain) for domain in allowed)
    known = tuple(
        dict.fromkeys([*([own] if own else []), *(listing.domain for listing in recorded if listing.domain), *sorted(allowed)])
    )
    trusted = permitted or bool(own and on_record(bare, own))
    address = _Address(bare, parts, host, known, trusted)
    found.append(_record(address, recorded=recorded, organisation=organisation, own=own, allowed=permitted))
    stopped = {rule: [Finding(Weight.STOP, words) for words in rule(address)] for rule in RULES}
    found += [finding for findings in stopped.values() for finding in findings]
    found += [Finding(Weight.LOOK, words) for words in _looks(address)]
    kept = ((_scheme, "https"), (_shortener, "no shortener"), (_authority, "no port"), (_script, "no mixed scripts"))
    fine = [words for rule, words in kept if not stopped[rule]]
    if fine:
        found.append(Finding(Weight.FINE, ", ".join(fine)))
    return worst_first(dict.fromkeys(found))
