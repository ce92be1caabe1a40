"""The process that draws: ``python -m bot.pictures.worker OUTLINES``. It holds Pillow and numpy, so that the bot’s own does not.

It reads requests from its input and writes answers to its output until the input ends, as :mod:`.protocol` says.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from bot.domain.pairings import Status
from bot.domain.servers import Theme
from bot.pictures.painter import Painter
from bot.pictures.protocol import ERROR, LENGTH, PICTURE, READY
from bot.pictures.subjects import MapSubject, Spot, Subject, Tie

_FIRST = MapSubject(
    "Kyiv",
    "1 pairing recorded",
    (Tie(_KYIV := Spot("Kyiv", 50.45, 30.52), Spot("Tampere", 61.5, 23.79), Status.ACTIVE),),
    (_KYIV,),
)


def serve(asset: Path, requests: BinaryIO, answers: BinaryIO) -> None:
    """Draw what is asked for, one picture after another."""
    painter = Painter(asset)
    # The first picture reads fonts and outlines and makes the grounds: one that nobody sees, before the first that somebody waits for.
    _answer(answers, *_tried(lambda: painter.paint(_FIRST, Theme.DARK), READY))
    while len(head := requests.read(LENGTH.size)) == LENGTH.size:
        request = requests.read(*LENGTH.unpack(head))
        _answer(answers, *_tried(lambda asked=request: _painted(painter, asked), PICTURE))  # type: ignore[misc]


def _painted(painter: Painter, request: bytes) -> bytes:
    subject: Subject
    theme: Theme
    subject, theme = pickle.loads(request)  # noqa: S301  # the bot itself wrote it, on a pipe that nobody else has
    return painter.paint(subject, theme)


def _tried(work: Callable[[], bytes], kind: bytes) -> tuple[bytes, bytes]:
    try:
        return kind, work()
    except Exception:  # noqa: BLE001  # whatever it was, the bot logs it and answers without a picture
        return ERROR, traceback.format_exc().encode()


def _answer(answers: BinaryIO, kind: bytes, content: bytes) -> None:
    answers.write(kind + LENGTH.pack(len(content)) + content)
    answers.flush()


def main() -> None:
    """Serve on the standard input and output."""
    # Ctrl+C is for the bot, which then closes the input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What anything prints must not get between the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # A bot that was killed takes no answer any more.
    with contextlib.suppress(BrokenPipeError):
        serve(Path(sys.argv[1]), sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
