"""The cards of help and about."""

from __future__ import annotations

from bot.domain.dates import PartialDate
from bot.domain.records import CatalogueFacts
from bot.store.overview import Overview
from bot.ui import theme
from bot.ui.help import Explained, about_card, command_card, help_card, with_name
from tests.ui.seen import Seen, asking, faults

COMMANDS = [
    Explained("twin", "Ask", ("twin Los Angeles", "twin Київ"), "a city’s pairings", "Any spelling will do."),
    Explained("aid", "Ask", ("aid Kyiv",), "who helps a city, and how", "Filters: sector:, ask:."),
    Explained("help", "Find your way", ("help",), "all commands, or more about one", "Shows what you may use."),
]


def test_help_lists_the_commands_by_group_each_with_an_example() -> None:
    seen = Seen(help_card(asking(), COMMANDS, "Twinbot", "22 Nov 2026"))
    assert (
        seen.plain
        == """\
Ask about sister cities, and who helps whom

Ask
!twin Los Angeles a city’s pairings
!aid Kyiv who helps a city, and how

Find your way
!help all commands, or more about one

Each also works as /twin … and @Twinbot twin … · Data of 22 Nov 2026, CC BY-SA 4.0
[Menu: More about a command: !twin Los Angeles (a city’s pairings); !aid Kyiv (who helps a city, and how); \
!help (all commands, or more about one)]"""
    )
    assert "`!twin Los Angeles` a city’s pairings" in seen.texts[1]
    assert seen.colour == theme.LIST
    assert not faults(seen.answer)


PARTS = tuple(
    Explained(f"entry {name}", "For moderators", (f"entry {name} 12",), f"{name} one", "") for name in ("add", "edit", "retire")
)
ENTRY = Explained("entry", "For moderators", ("entry add",), "entries of this server", "Seen here only.", PARTS)


def test_a_group_of_commands_is_one_row_that_names_them_and_comes_before_finding_ones_way() -> None:
    seen = Seen(help_card(asking(), [*COMMANDS, ENTRY], "Twinbot", "22 Nov 2026"))
    assert "For moderators\n!entry entries of this server: add, edit, retire\n\nFind your way\n!help" in seen.said
    assert "!entry (entries of this server); !help (all commands" in seen.plain
    assert not faults(seen.answer)


def test_more_commands_than_a_menu_takes_are_in_two_menus_and_none_is_left_out() -> None:
    many = [Explained(f"see{number}", "See", (f"see{number}",), "a thing", "") for number in range(20)]
    kept = [Explained(f"keep{number}", "For moderators", (f"keep{number}",), "a duty", "") for number in range(9)]
    seen = Seen(help_card(asking(), [*COMMANDS, *many, *kept], "Twinbot", "22 Nov 2026"))
    first, second = (line for line in seen.plain.splitlines() if line.startswith("[Menu: "))
    assert all(f"!{each.examples[0]} (" in first for each in (*COMMANDS, *many))
    assert second.startswith("[Menu: More about a command for moderators: !keep0 (a duty)")
    assert all(f"!{each.name} (" in second for each in kept)
    assert not faults(seen.answer)


def test_a_group_in_full_lists_its_commands_and_each_can_be_found_by_its_whole_name() -> None:
    seen = Seen(command_card(asking(), ENTRY, [*COMMANDS, ENTRY], "Twinbot"))
    assert seen.said.startswith(
        "!entry: entries of this server\nSeen here only.\n\nCommands\n!entry add 12 add one\n!entry edit 12 edit one\n"
    )
    assert with_name([*COMMANDS, ENTRY], "entry edit") == PARTS[1]
    assert with_name([*COMMANDS, ENTRY], "edit") is None


def test_where_commands_are_typed_with_a_stroke_anyway_it_is_not_said_twice() -> None:
    seen = Seen(help_card(asking("/"), COMMANDS, "Twinbot", "22 Nov 2026"))
    assert "/twin Los Angeles a city’s pairings" in seen.said
    assert "Each also works as @Twinbot twin …" in seen.said


def test_one_command_in_full() -> None:
    seen = Seen(command_card(asking(), COMMANDS[0], COMMANDS, "Twinbot"))
    assert (
        seen.said
        == """\
!twin: a city’s pairings
Any spelling will do.

Examples
!twin Los Angeles
!twin Київ

Also as /twin and @Twinbot twin"""
    )
    assert seen.buttons == ["All commands"]


def test_a_bot_whose_name_is_markup_is_named_dead() -> None:
    seen = Seen(help_card(asking(), COMMANDS, "`**Twin**`", "22 Nov 2026"))
    assert seen.texts[-1].count("`") == 4


def test_about_says_how_much_is_recorded_and_how_much_rests_on_lists() -> None:
    overview = Overview(
        pairings=1674, cities=1128, countries=135, initiatives=184, sources=685, listed_only=921, newest=PartialDate("2026-02")
    )
    seen = Seen(about_card(asking(), overview, CatalogueFacts("22 Nov 2026", "GeoNames")))
    assert "1,674 pairings of 1,128 places in 135 countries" in seen.said
    assert "Catalogue of 22 Nov 2026; its newest fact is of Feb 2026. 55% of the pairings rest on lists alone." in seen.said
    assert "CC BY-SA 4.0" in seen.said
    assert not faults(seen.answer)


def test_about_an_empty_catalogue_divides_by_nothing() -> None:
    overview = Overview(pairings=0, cities=0, countries=0, initiatives=0, sources=0, listed_only=0, newest=None)
    assert "no fact has a date. 0%" in Seen(about_card(asking(), overview, CatalogueFacts("an unknown day", ""))).said
