"""Data is inert: whatever stands in the catalogue or was typed is shown word for word, and is never markup, mention or link."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.ui.inert import ELLIPSIS, code, cut, inert, tidy, typed, unlinked
from bot.ui.plain import stripped

LIVELY = [
    "*", "**", "***", "_", "__", "~~", "||", "`", "```", "```py\n", "> ", ">>> ", "# ", "## ", "-# ", "- ", "* ", "+ ", "1. ", "23) ", "\\",
    "[a](https://b.example)", "[", "](", ")", "https://a.example/_b_", "http://", "HTTPS://", "steam://run", "discord://-/x", "hthttps://tps://x",
    "@everyone", "@here", "<@1>", "<@!1>", "<@&1>", "<#1>", "</cmd:1>", "<id:customize>", "<t:1:R>", "<:a:1>", "<a:b:2>", ":smile:", ":a_b:",
    "\u200b", "\u202e", "\u2066", "\u2069", "\u061c", "\u00ad", "\ufeff", "\U000e0041", "\ud83d", "\udc00", "\x00", "\n", "\r\n", "\u2028", "\t", " ",
    "Kyiv", "São Paulo", "Київ", "東京", "🐈",
]  # fmt: skip
SCHEMES = ["http://", "https://", "HTTPS://", "httpſ://", "discord://", "dİscord://", "steam://", "ftp://"]
text = st.lists(st.one_of(st.sampled_from(LIVELY), st.text(max_size=12)), max_size=14).map("".join)
ESCAPE = re.compile(r"\\[^0-9A-Za-z\s]")
"""Discord's rule: a stroke before any sign that is no letter, figure or blank."""


def put_into(outer: str, inner: str, at: int) -> str:
    return outer[:at] + inner + outer[at:]


def is_dead(sent: str) -> bool:
    """Whether nothing in a line is markup, a mention or a link to Discord."""
    bare = ESCAPE.sub("·", sent)
    return not (
        re.search(r"[*_~`|<>\[\]#\\]", bare)
        or re.search(r"@(?!\u200b)", bare)
        or re.search(r"(?:https?|steam|discord|ftp)://", bare, re.IGNORECASE)
        or re.search(r":[^\s:·]+:", bare)
        or re.match(r"[-+*] |\d+[.)] ", bare)
        or "\n" in bare
    )


@given(text)
@example("1. Kyiv")
@example("- Kyiv")
@example(":smile:")
@example("hthttps://tps://evil.example")
@example("\\*not bold*")
@example("https://[a](b)")
def test_no_text_is_alive(given_text: str) -> None:
    assert is_dead(inert(given_text)), inert(given_text)


@given(text)
@example("- Kyiv")
@example("1. Kyiv")
@example("\\")
def test_a_reader_gets_the_tidy_text_back(given_text: str) -> None:
    assert stripped(inert(given_text)) == unlinked(given_text)


@given(text)
def test_what_is_read_differs_from_what_was_given_by_nothing_but_schemes_and_what_cannot_be_seen(given_text: str) -> None:
    without = tidy(given_text)
    while re.search(r"(?:https?|steam|discord|ftp)://", without, re.IGNORECASE):
        without = tidy(re.sub(r"(?:https?|steam|discord|ftp)://", "", without, flags=re.IGNORECASE))
    assert stripped(inert(given_text)) == without


@given(st.recursive(st.sampled_from(SCHEMES), lambda inner: st.builds(put_into, inner, inner, st.integers(1, 6))))
@example("hthttps://tps://")
def test_of_schemes_within_one_another_nothing_is_left_however_deep(nested: str) -> None:
    assert unlinked(f"{nested}a.example{nested}") == "a.example"


@given(text, st.integers(4, 60))
def test_a_limit_holds_for_what_is_sent_and_cuts_no_escape_in_two(given_text: str, limit: int) -> None:
    sent = inert(given_text, limit)
    assert len(sent) <= limit
    assert is_dead(sent)
    read = stripped(sent)
    assert read == unlinked(given_text) or read.endswith(ELLIPSIS)


@given(text, st.integers(2, 60))
def test_cutting_keeps_whole_words_and_the_limit(given_text: str, limit: int) -> None:
    plain = tidy(given_text)
    kept = cut(plain, limit)
    assert len(kept) <= limit
    if kept == plain:
        return
    assert kept.endswith(ELLIPSIS)
    whole = kept.removesuffix(ELLIPSIS)
    assert plain.startswith(whole)
    if " " in plain[: limit - 1]:
        assert plain[len(whole)] in " ,;:·–-(", (plain, kept)


def test_a_cut_ends_in_three_dots_and_not_in_a_comma() -> None:
    assert cut("until hostilities end, and longer", 24) == "until hostilities end…"
    assert cut("until hostilities end, and longer", 22) == "until hostilities end…"
    assert cut("until hostilities", 17) == "until hostilities"


def test_a_single_long_word_is_broken_for_it_has_no_blank() -> None:
    assert cut("Llanfairpwllgwyngyll", 10) == "Llanfairp…"


@given(text)
def test_tidy_text_is_one_line_without_what_cannot_be_seen(given_text: str) -> None:
    tidied = tidy(given_text)
    assert tidied == tidy(tidied)
    assert not re.search("[\u0000-\u001f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff]", tidied)
    tidied.encode()


@given(text)
def test_between_backticks_nothing_breaks_out(given_text: str) -> None:
    kept = code(given_text, 60)
    assert "`" not in kept
    assert "\\" not in kept
    assert "\n" not in kept
    assert not re.search(r"@(?!\u200b)", kept)
    assert len(kept) <= 61


@pytest.mark.parametrize(
    ("given_text", "sent"),
    [
        ("*Kyiv*", r"\*Kyiv\*"),
        ("@everyone", "@\u200beveryone"),
        ("<@&1>", "\\<@\u200b&1\\>"),
        ("see https://a.example", "see a.example"),
        ("1. Kyiv", r"1\. Kyiv"),
        ("- Kyiv", r"\- Kyiv"),
        (":smile:", r"\:smile:"),
        ("Birmingham, Alabama", "Birmingham, Alabama"),
        ("St. Petersburg", "St. Petersburg"),
        ("2022: signed", "2022: signed"),
        ("C\u202eod\u200be", "Code"),
    ],
)
def test_what_is_sent(given_text: str, sent: str) -> None:
    assert inert(given_text) == sent


def test_what_was_typed_is_quoted_in_forty_characters() -> None:
    assert typed("a " * 40) == f"{'a ' * 19}a…"
