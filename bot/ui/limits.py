"""How much a message may hold: Discord's limits, and the house's own below them.

Source: https://discord.com/developers/docs/components/reference and https://discord.com/developers/docs/resources/message
"""

from __future__ import annotations

CHARACTERS = 3800
"""In all text displays of one card. Discord refuses more than 4,000."""
CONTENT = 500
"""In a message without a card. Discord refuses more than 2,000."""
OPTIONS = 25
OPTION = 100
BUTTON = 38
"""Phones cut a button's label there. Discord refuses more than 80."""
BUTTONS = 5
ALT = 1000
"""Of a picture, in words. Discord refuses more than 1,024."""
CUSTOM_ID = 100

TITLE = 120
ROW = 180
NOTE = 300

FIRST_PAGE = 10
"""Rows beside a picture."""
PAGE = 16
"""Rows on a page without a picture."""
BEGIN = 4
"""A group is not begun with fewer rows on a page unless it ends there."""
ROWS_CHARACTERS = 2900
"""All rows of one page together with the headings of their groups; the rest of the budget is for what stands above and below."""
HEADING = 160
"""A group's heading with the note under it."""
HEADING_LINE = 45
"""A heading alone."""
LINE = 150
"""A line above the groups: a former name, who holds a place."""
COUNT_LINE = 300
PLACE = 60
"""A place in a sentence."""
MARKS = 6
"""Source marks after one fact; how many more there are is said in words."""
ENTRIES_PAGE = 5
"""Initiatives on a page: on a phone an entry may take four lines."""

DESCRIPTION = 2000
"""Of an embed. Discord refuses more than 4,096."""
FIELD = 900
"""One field of an embed. Discord refuses more than 1,024."""
FIELD_NAME = 100
"""Discord refuses more than 256."""
EMBED = 5000
"""All of one embed. Discord refuses more than 6,000."""
FIELDS = 25
