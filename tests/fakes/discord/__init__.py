"""A stand-in for Discord on loopback: a gateway and REST routes to which a real discord.py client connects.

What it knows is in `payloads` (what things look like) and `limits` (what is refused), each rule with its source. It serves in
the process of a test (`FakeDiscord`) or in its own (`python -m tests.fakes.discord`).
"""

from .answers import Outcome, Shown
from .faults import Fault
from .gateway import MEMBERS, MESSAGE_CONTENT, PRESENCES, PRIVILEGED
from .payloads import Channel, Person
from .people import NoAnswer
from .server import FakeDiscord

__all__ = [
    "MEMBERS",
    "MESSAGE_CONTENT",
    "PRESENCES",
    "PRIVILEGED",
    "Channel",
    "FakeDiscord",
    "Fault",
    "NoAnswer",
    "Outcome",
    "Person",
    "Shown",
]
