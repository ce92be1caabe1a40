"""Any message as plain text: in reading order, the title first, without marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.plain import plain_text, stripped
from tests.ui.seen import Seen, asking, twin_card
from tests.ui.test_twin_card import HOME, of_los_angeles


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("## Chicago and Moscow: suspended", "Chicago and Moscow: suspended"),
        ("-# As of 2022", "As of 2022"),
        ("### Active · 24\n-# Listed\n**Eilat**, Israel", "Active · 24\nListed\nEilat, Israel"),
        ("`!twin Los Angeles` a city’s pairings", "!twin Los Angeles a city’s pairings"),
        ("1. [Block Club](https://b.example/x_y), 2022", "1. Block Club (https://b.example/x_y), 2022"),
        ("[Wiki \\[en\\]](https://e.example/a%28b%29)", "Wiki [en] (https://e.example/a%28b%29)"),
        ("fact [1] [2](the mayor)", "fact [1] [2](the mayor)"),
        ("<t:1795348230:f>", "22 Nov 2026 11:50 UTC"),
        ("<t:1795348230>", "22 Nov 2026 11:50 UTC"),
        ("**C:\\\\**, Ukraine", "C:\\, Ukraine"),
        ("\\*\\*not bold\\*\\*", "**not bold**"),
        ("@\u200beveryone", "@everyone"),
    ],
)
def test_markdown_as_it_is_read_aloud(sent: str, read: str) -> None:
    assert stripped(sent) == read


def test_every_component_that_can_be_sent_is_read() -> None:
    components = [
        {"type": 17, "components": [
            {"type": 10, "content": "## Title"},
            {"type": 14, "divider": False},
            {"type": 12, "items": [{"media": {"url": "x"}, "description": "Map. A line."}, {"media": {"url": "y"}}]},
            {"type": 14},
            {"type": 9, "components": [{"type": 10, "content": "**1. Buses**"}], "accessory": {"type": 2, "label": "Open 1"}},
            {"type": 1, "components": [{"type": 3, "placeholder": "Open a pairing", "options": [
                {"label": "Eilat, Israel", "description": "Active"}, {"label": "Kyiv"},
            ]}]},
            {"type": 1, "components": [{"type": 2, "label": "Next page"}, {"type": 2, "label": "Aid"}]},
        ]},
    ]  # fmt: skip
    assert (
        plain_text("", components=components)
        == """\
Title
[Picture: Map. A line.]
[Picture: no description]

1. Buses
[Button: Open 1]
[Menu: Open a pairing: Eilat, Israel (Active); Kyiv]
[Button: Next page]
[Button: Aid]"""
    )


def test_a_post_with_an_embed_is_read_after_its_content() -> None:
    embed = {
        "title": "T",
        "description": "**Suspended**, not ended",
        "fields": [{"name": "Link", "value": "now: none"}],
        "footer": {"text": "f"},
    }
    assert plain_text("**New** entry", [embed]) == "New entry\nT\nSuspended, not ended\n\nLink\nnow: none\nf"


def test_the_first_line_of_a_card_answers() -> None:
    assert Seen(twin_card(asking(), HOME, of_los_angeles())).plain.startswith("Los Angeles, California: 26 pairings recorded\n")


@given(st.text(st.sampled_from("*`\\[]()#-<>t:1 https/.e@\u200b\n"), max_size=60))
def test_no_text_stops_the_reading(sent: str) -> None:
    stripped(sent)
