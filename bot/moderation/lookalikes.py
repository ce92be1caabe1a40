"""Host names: who registered one, in which letters it is written, and which recorded one it can be taken for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import idna
from rapidfuzz.distance import DamerauLevenshtein

if TYPE_CHECKING:
    from tldextract import TLDExtract

ALLOWED_TOGETHER = (
    frozenset({"LATIN", "HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "HAN", "BOPOMOFO"}),
    frozenset({"LATIN", "HAN", "HANGUL"}),
)
"""Scripts that one label may mix: “highly restrictive” of https://www.unicode.org/reports/tr39/#Restriction_Level_Detection."""

FILLERS = frozenset(
    "give gives giving donate donates donation donations spende spenden donar dona aid help helps hilfe support fund funds fond "
    "foundation stiftung charity relief appeal crisis emergency official offiziell online site web www portal info news team hq org "
    "association assoc society verein ev inc ngo gov com net int international global pay payment payments secure login verify account "
    "ua ukraine ukraina eu de us uk usa en city cities now today app shop store gift save win claim crypto usdt bonus my the for to of "
    "and dopomoga pomoshch help24 live 24 2022 2023 2024 2025 2026 2027 1 2 3".split()
)
"""What is put before or behind a known name to make a new one of it. Seen in reports of false charities, such as those of
https://www.justice.gov/disaster-fraud and https://apwg.org/trendsreports/."""

TOO_COMMON = frozenset(
    {"gov", "city", "www", "com", "org", "net", "info", "go", "lg", "town", "county", "stadt", "mairie", "comune"}
)
"""Labels that name no one by themselves: ``gov.taipei``, ``city.nagoya.jp``."""

LONGEST_HOST = 253
"""Characters. Source: RFC 1035, section 2.3.4 (https://www.rfc-editor.org/rfc/rfc1035)."""

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")
_NUMBER = re.compile(r"(?:\d+|0x[0-9a-f]*)\Z")


@cache
def _suffixes() -> TLDExtract:
    """The Public Suffix List that tldextract brings, with its private part: a tenant of ``github.io`` stands for itself."""
    from tldextract import TLDExtract  # noqa: PLC0415  # 0.2 s, spent with the first link and not when the bot starts

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def ascii_host(host: str) -> str:
    """A host as the name system knows it: lower case, punycode, no dot at its end. "" if it is none.

    Source: UTS 46 (https://www.unicode.org/reports/tr46/), RFC 1035 for lengths.
    """
    if len(host) > LONGEST_HOST:
        return ""
    try:
        plain = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except UnicodeError:
        return ""
    plain = plain.lower().removesuffix(".")
    if plain.startswith("[") or ":" in plain:
        return plain
    return plain if plain and all(map(_LABEL.match, plain.split("."))) else ""


def _unicode_label(label: str) -> str:
    """A label in Unicode; itself, if it is no punycode or decodes to what cannot be shown."""
    try:
        read = label[4:].encode("ascii").decode("punycode").lower() if label.startswith("xn--") else ""
    except (UnicodeError, OverflowError):
        return label
    shows = read and not any(unicodedata.category(letter)[0] in "CZ" for letter in read)
    return read if shows else label


def unicode_host(host: str) -> str:
    """A host as a browser may show it: ``xn--80ak6aa92e.com`` → ``аррӏе.com``. What cannot be read stays as it is."""
    return ".".join(map(_unicode_label, host.split(".")))


def host_of(url_or_host: str) -> str:
    """The host of an address, or of a bare ``host/path``, as :func:`ascii_host`; "" if there is none."""
    text = url_or_host.strip()
    try:
        return ascii_host(urlsplit(text if "://" in text else f"//{text}").hostname or "")
    except ValueError:
        return ""


def is_number(host: str) -> bool:
    """Whether a browser takes the host for an IP address, in whatever spelling: ``127.1``, ``0x7f000001``, ``[::1]``.

    Source: “ends in a number”, https://url.spec.whatwg.org/#ends-in-a-number-checker.
    """
    if ":" in host or host.startswith("["):
        return True
    return bool(_NUMBER.match(host.rpartition(".")[2]))


@lru_cache(maxsize=4096)
def registrable(url_or_host: str) -> str:
    """The domain that someone registered, in ASCII and lower case; "" if there is none (an IP address, a bare suffix).

    A suffix that the list does not know counts as a suffix, as the list's rule ``*`` says.
    Source: https://github.com/publicsuffix/list/wiki/Format#algorithm.
    """
    host = host_of(url_or_host)
    if not host or is_number(host):
        return ""
    found = _suffixes()(host)
    if found.suffix:
        return found.top_domain_under_public_suffix
    labels = host.split(".")
    return ".".join(labels[-2:]) if len(labels) > 1 else ""


def scripts(label: str) -> frozenset[str]:
    """The scripts that a label is written in, without those that all share (digits, hyphens, marks)."""
    from confusable_homoglyphs.categories import alias  # noqa: PLC0415  # its table is read with the first link

    return frozenset(alias(letter) for letter in label) - {"COMMON", "INHERITED"}


def disguised_labels(host: str) -> list[str]:
    """The labels of a host under a Latin suffix, in Unicode, of which every letter is another script's and looks Latin."""
    if host.rpartition(".")[2].startswith("xn--"):
        return []
    labels = [label for label in unicode_host(host).split(".") if not label.isascii() and "LATIN" not in scripts(label)]
    return [label for label in labels if skeleton(label).isascii()]


def has_known_suffix(host: str) -> bool:
    """Whether a host ends in a suffix that the list knows, and has a name before it."""
    found = _suffixes()(host) if "." in host else None
    return bool(found and found.suffix and found.domain)


def mixed_labels(host: str) -> list[str]:
    """The labels of a host, in Unicode, that mix scripts which are not written together.

    Source: UTS 39, section 5 (https://www.unicode.org/reports/tr39/#Mixed_Script_Detection).
    """
    labels = unicode_host(host).split(".")
    found = ((label, scripts(label)) for label in labels if not label.isascii())
    return [label for label, used in found if len(used) > 1 and not any(used <= together for together in ALLOWED_TOGETHER)]


@lru_cache(maxsize=4096)
def _prototype(letter: str) -> str:
    """What a letter looks like. The data lists both ways; a letter's prototype is the one thing that it alone points to."""
    from confusable_homoglyphs.confusables import confusables_data  # noqa: PLC0415  # its table is read with the first link

    likes = [str(like["c"]) for like in confusables_data.get(letter, ())]
    if len(likes) == 1 and not (letter.isascii() and letter.isalpha() and len(likes[0]) == 1):
        letter = likes[0]
    if len(letter) == 1 and not letter.isascii():
        small = re.match(r"LATIN LETTER SMALL CAPITAL ([A-Z])\Z", unicodedata.name(letter, ""))
        return small[1] if small else {"ĸ": "k", "ʍ": "m", "ı": "i", "ɑ": "a", "ɩ": "i"}.get(letter, letter)
    return letter


def skeleton(text: str) -> str:
    """What a text looks like, so that two that look alike are equal: ``аррӏе`` and ``apple``, ``rn`` and ``m``.

    Goes one step beyond UTS 39, section 4 (https://www.unicode.org/reports/tr39/#Confusable_Detection): marks above and below
    letters are left out, small capitals count as letters, ``vv`` as ``w``, and ``i`` is ``l`` is ``1``.
    """
    letters = (_prototype(letter) for letter in unicodedata.normalize("NFD", text.lower()))
    plain = unicodedata.normalize("NFD", "".join(letters)).lower()
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).replace("vv", "w").replace("i", "l")


@dataclass(frozen=True)
class Name:
    """A host, taken apart for comparison."""

    host: str

    @cached_property
    def registrable(self) -> str:
        return registrable(self.host)

    @cached_property
    def core(self) -> str:
        """The label that someone chose, as a skeleton without hyphens: ``sonoma-sistercities.example`` → ``sonomasistercities``."""
        label = (self.registrable or self.host).partition(".")[0]
        return "" if label in TOO_COMMON else skeleton(unicode_host(label)).replace("-", "")

    @cached_property
    def suffix(self) -> str:
        return self.registrable.partition(".")[2]

    @cached_property
    def run_together(self) -> str:
        """The whole name without dots and hyphens: ``u24.gov.ua`` → ``u24govua``."""
        return re.sub(r"[.-]", "", skeleton(unicode_host(self.registrable or self.host)))

    @cached_property
    def labels(self) -> list[str]:
        """The labels under the registrable domain, as skeletons without hyphens."""
        under = self.host.removesuffix(self.registrable).strip(".")
        return [skeleton(unicode_host(label)).replace("-", "") for label in under.split(".") if label]


@lru_cache(maxsize=8192)
def name_of(host: str) -> Name:
    """The host, taken apart; those on record are asked for again and again."""
    return Name(host)


def distance_allowed(one: Name, other: Name) -> int:
    """How many letters may differ for two names to be taken for each other: the longer, the more."""
    length = min(len(one.core), len(other.core))
    if length >= 9:
        return 2 + (length >= 16)
    return int(length >= 5 or (length >= 4 and one.suffix == other.suffix))


@cache
def _fillers() -> frozenset[str]:
    return frozenset(map(skeleton, FILLERS))


@lru_cache(maxsize=4096)
def is_filler(text: str) -> bool:
    """Whether a skeleton is nothing but :data:`FILLERS`, one after the other."""
    ends = {0}
    for end in range(1, len(text) + 1):
        if any(text[start:end] in _fillers() for start in ends):
            ends.add(end)
    return len(text) in ends


def _dressed_up(core: str, brand: str) -> bool:
    """Whether ``core`` is ``brand`` with fillers before or behind it."""
    if len(brand) < 3 or len(core) > 63 or is_filler(brand):
        return False
    before, found, after = core.partition(brand)
    return bool(found) and is_filler(before) and is_filler(after)


def resembles(candidate: Name, record: Name) -> bool:
    """Whether one host can be taken for a recorded one that someone else registered.

    The same skeleton under another ending, one or two letters of difference (Damerau-Levenshtein), hyphens put in or left out, words
    such as ``give`` or ``association`` put on or left off, the recorded name as a label or run together (``u24-gov-ua.com``).
    Source: the kinds of squatting in https://www.usenix.org/system/files/conference/usenixsecurity14/sec14-paper-szurdi.pdf and
    https://dl.acm.org/doi/10.1145/3133956.3134002 (combosquatting).
    """
    if not candidate.registrable or candidate.registrable == record.registrable:
        return False
    if len(record.run_together) >= 6 and _dressed_up(candidate.core, record.run_together):
        return True
    if not (candidate.core and record.core):
        return False
    if record.core == candidate.core or (len(record.core) >= 10 and record.core in candidate.labels):
        return True
    allowed = distance_allowed(candidate, record)
    if allowed and DamerauLevenshtein.distance(candidate.core, record.core, score_cutoff=allowed) <= allowed:
        return True
    return _dressed_up(candidate.core, record.core) or (len(candidate.core) >= 8 and _dressed_up(record.core, candidate.core))


def buried(host: str, rest: str, known: Iterable[str]) -> list[str]:
    """The known hosts that stand within another host, or in the path or query of an address: ``kyiv.ua.example.com``."""
    hay = f".{host}."
    tokens = {token.strip(".") for token in re.findall(r"[a-z0-9.-]+", rest.lower())}
    return [name for name in known if name and (f".{name}." in hay[:-1] or name in tokens or f"www.{name}" in tokens)]
