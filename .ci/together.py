"""Runs several commands at the same time, and fails when one of them fails.

The first prints as it goes; what the others print follows when they have ended. None is left behind.
"""

import os
import shlex
import signal
import subprocess
import sys
import tempfile
from typing import IO

Begun = tuple["subprocess.Popen[bytes]", IO[bytes]]


def main(first: str, *others: str) -> int:
    """Return 0 when every command has ended well."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    begun: list[Begun] = []
    try:
        for command in others:
            begun.append(_begin(command))
        statuses = [subprocess.call(shlex.split(first))]  # noqa: S603
        for process, output in begun:
            statuses.append(process.wait())
            output.seek(0)
            sys.stdout.buffer.write(output.read())
            sys.stdout.buffer.flush()
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    finally:
        for process, _ in begun:
            _end(process)
    return int(any(statuses))


def _begin(command: str) -> Begun:
    """Begin a command in a process group of its own, so that it can be ended with all that it has begun."""
    output = tempfile.TemporaryFile()  # noqa: SIM115 - read and closed when the command has ended
    process = subprocess.Popen(  # noqa: S603
        shlex.split(command),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    return process, output


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
