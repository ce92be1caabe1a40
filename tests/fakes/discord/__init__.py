"""A stand-in for Discord on loopback: a gateway and REST routes to which a real discord.py client connects.

What it knows is in `payloads` (what things look like) and `limits` (what is refused), each rule with its source. What a
test does to it is in `mishaps`. It serves in the process of a test (`FakeDiscord`) or in its own (`python -m tests.fakes.discord`),
where `control` and `steering` are the way in.
"""

from .answers import Outcome, Shown
from .faults import Fault
from .gateway import MEMBERS, MESSAGE_CONTENT, PRESENCES, PRIVILEGED
from .payloads import Channel, Person
from .people import NoAnswer
from .record import Made
from .server import FakeDiscord

__all__ = [
    "MEMBERS",
    "MESSAGE_CONTENT",
    "PRESENCES",
    "PRIVILEGED",
    "Channel",
    "FakeDiscord",
    "Fault",
    "Made",
    "NoAnswer",
    "Outcome",
    "Person",
    "Shown",
]
