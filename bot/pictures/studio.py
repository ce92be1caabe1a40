"""Has pictures drawn without holding up the bot: by a process of its own, or from what is kept."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import pickle
import sys
from collections import OrderedDict
from pathlib import Path

from bot.domain.servers import Theme
from bot.errors import NotDrawn
from bot.pictures.kept import Commission, KeptPictures
from bot.pictures.protocol import ERROR, LENGTH
from bot.pictures.subjects import Subject

log = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds for one picture; none takes a twentieth of it. After that the worker is taken to hang and is ended."""
_START_PATIENCE = 30.0
_LARGEST = 8 * 1024 * 1024
HELD = 32
"""So many pictures, of 100 KB or so, are held in memory: those that are asked for again and again."""


def _surroundings() -> dict[str, str]:
    """The environment of the worker: it finds the bot where this process found it, whatever folder it is started in."""
    home = str(Path(__file__).resolve().parents[2])
    # One thread: after a product of matrices a second one of OpenBLAS waits by turning, and takes the bot's own processor meanwhile.
    return {
        **os.environ,
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join(part for part in (home, os.environ.get("PYTHONPATH", "")) if part),
    }


class Studio:
    """Draws subjects. The worker is started with the first picture, or by :meth:`warm_up`, and again whenever it has ended.

    Args:
        outlines: the world that maps are drawn on.
        kept: where drawn pictures are kept; ``None`` keeps none.
        patience: seconds for one picture.
        worker: the module that is run to draw.
    """

    def __init__(
        self, outlines: Path, kept: KeptPictures | None, *, patience: float = PATIENCE, worker: str = "bot.pictures.worker"
    ) -> None:
        self._outlines, self._kept, self._patience, self._module = outlines, kept, patience, worker
        self._worker: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._drawing: dict[str, asyncio.Task[bytes]] = {}
        self._held: OrderedDict[str, bytes] = OrderedDict()

    async def draw(self, wanted: Subject | Commission, theme: Theme = Theme.DARK, language: str = "en") -> bytes:
        """The picture as PNG. Who asks for one that is being drawn gets the same.

        Raises:
            NotDrawn: it could not be drawn; the answer goes out without it.
        """
        commission = wanted if isinstance(wanted, Commission) else Commission(wanted)
        key = commission.key(theme, language)
        if (held := self.held(commission, theme, language)) is not None:
            return held
        task = self._drawing.get(key)
        if task is None:
            task = asyncio.create_task(self._found_or_drawn(key, commission.subject, theme))
            self._drawing[key] = task
            task.add_done_callback(lambda done: self._forget(key, done))
        # Whoever gives up waiting leaves the others their picture.
        return await asyncio.shield(task)

    def held(self, commission: Commission, theme: Theme, language: str) -> bytes | None:
        """The picture, if it is one of those that are asked for again and again."""
        held = self._held.get(key := commission.key(theme, language))
        if held is not None:
            self._held.move_to_end(key)
        return held

    async def warm_up(self) -> None:
        """Start the worker before it is needed. What goes wrong is logged, and shows again with the first picture."""
        async with self._turn:
            try:
                await self._running()
            except NotDrawn as error:
                log.warning("pictures cannot be drawn: %s", error)

    async def close(self) -> None:
        """End the worker."""
        for task in list(self._drawing.values()):
            task.cancel()
        await asyncio.gather(*self._drawing.values(), return_exceptions=True)
        async with self._turn:
            await self._end()

    def _forget(self, key: str, done: asyncio.Task[bytes]) -> None:
        self._drawing.pop(key, None)
        # An error is looked at here too, for whoever asked may have left before it failed.
        if not done.cancelled() and done.exception() is None:
            self._held[key] = done.result()
            if len(self._held) > HELD:
                self._held.popitem(last=False)

    async def _found_or_drawn(self, key: str, subject: Subject, theme: Theme) -> bytes:
        if self._kept is not None and (found := await asyncio.to_thread(self._kept.get, key)) is not None:
            return found
        async with self._turn:
            picture = await self._asked(pickle.dumps((subject, theme)))
        if self._kept is not None:
            try:
                await asyncio.to_thread(self._kept.put, key, picture)
            except OSError as error:
                log.warning("a picture could not be kept: %s", error)
        return picture

    async def _asked(self, request: bytes) -> bytes:
        """What the worker draws; a worker that was found dead is replaced once."""
        for again in (True, False):
            worker = await self._running()
            try:
                async with asyncio.timeout(self._patience):
                    return await self._exchange(worker, request)
            except TimeoutError as error:
                await self._end()
                raise NotDrawn(f"it took more than {self._patience:g} seconds") from error
            except (OSError, EOFError) as error:
                await self._end()
                if not again:
                    raise NotDrawn("the process that draws has ended") from error
            except asyncio.CancelledError:
                # Its answer would be taken for that of the next request.
                await self._end()
                raise
        raise AssertionError("either a picture or an error is returned above")

    async def _exchange(self, worker: asyncio.subprocess.Process, request: bytes) -> bytes:
        assert worker.stdin is not None
        worker.stdin.write(LENGTH.pack(len(request)) + request)
        await worker.stdin.drain()
        return await self._heard(worker)

    async def _heard(self, worker: asyncio.subprocess.Process) -> bytes:
        assert worker.stdout is not None
        kind = await worker.stdout.readexactly(1)
        (length,) = LENGTH.unpack(await worker.stdout.readexactly(LENGTH.size))
        content = await worker.stdout.readexactly(length)
        if kind == ERROR:
            raise NotDrawn(content.decode(errors="replace").strip())
        return content

    async def _running(self) -> asyncio.subprocess.Process:
        if self._worker is not None and self._worker.returncode is None:
            return self._worker
        try:
            self._worker = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", self._module, str(self._outlines), limit=_LARGEST,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=_surroundings(),
            )  # fmt: skip
            async with asyncio.timeout(_START_PATIENCE):
                await self._heard(self._worker)
        except (OSError, EOFError, TimeoutError) as error:
            await self._end()
            raise NotDrawn("the process that draws could not be started") from error
        except (NotDrawn, asyncio.CancelledError):
            await self._end()
            raise
        return self._worker

    async def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None or worker.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            worker.kill()
        await worker.wait()
