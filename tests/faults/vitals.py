"""What a process holds and uses: memory, descriptors, threads, processor time, as Linux tells; whether that grows."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ESTABLISHED = "01"
TICKS = os.sysconf("SC_CLK_TCK")
QUIET_SECONDS, QUIET_LOOKS = 2.0, 2
QUIET = 0.05
"""Share of a core below which a server has done what it does after its start."""
LONGEST_START = 60.0
Reading = Callable[[], "Vitals"]


@dataclass(frozen=True, slots=True)
class Vitals:
    """One reading of a process, or the medians of several."""

    rss_kb: float
    descriptors: float
    """without those of the connections that are open at the moment"""
    threads: float

    @classmethod
    def of(cls, pid: int, *, port: int = 0) -> "Vitals":
        """A reading now; `port` is the one that the process listens on."""
        facts = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        descriptors = len(list(Path(f"/proc/{pid}/fd").iterdir()))
        return cls(int(facts["VmRSS"].split()[0]), descriptors - connections_at(port), int(facts["Threads"]))

    @classmethod
    def median_of(cls, readings: list["Vitals"]) -> "Vitals":
        return cls(
            median(one.rss_kb for one in readings),
            median(one.descriptors for one in readings),
            median(one.threads for one in readings),
        )


@dataclass(frozen=True, slots=True)
class Growth:
    """A process at the beginning of a watch and at its end."""

    first: Vitals
    last: Vitals

    @property
    def rss(self) -> float:
        """By which share the memory has grown."""
        return self.last.rss_kb / self.first.rss_kb - 1

    @property
    def descriptors(self) -> float:
        return self.last.descriptors - self.first.descriptors

    @property
    def threads(self) -> float:
        return self.last.threads - self.first.threads

    def __str__(self) -> str:
        memory = f"{self.first.rss_kb / 1024:.1f} -> {self.last.rss_kb / 1024:.1f} MB ({self.rss:+.1%})"
        descriptors = f"descriptors {self.first.descriptors:g} -> {self.last.descriptors:g}"
        return f"{memory}, {descriptors}, threads {self.first.threads:g} -> {self.last.threads:g}"


def watch(processes: Mapping[str, Reading], *, seconds: float, pause: float) -> dict[str, Growth]:
    """{name: the medians of the first and the last tenth of the time}."""
    readings: dict[str, list[Vitals]] = {name: [] for name in processes}
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for name, read in processes.items():
            readings[name].append(read())
        time.sleep(pause)
    return {name: _compare(values) for name, values in readings.items()}


def children_of(pid: int) -> list[int]:
    """The processes that a process has started."""
    lists = [path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return sorted(int(child) for children in lists for child in children)


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used, with the children it has."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS + sum(map(cpu_seconds, children_of(pid)))


def wait_until_quiet(pid: int) -> None:
    """Let a server load what it needs later, so that this is not counted as the work of a hall."""
    deadline, used, looks = time.monotonic() + LONGEST_START, cpu_seconds(pid), 0
    while looks < QUIET_LOOKS and time.monotonic() < deadline:
        time.sleep(QUIET_SECONDS)
        before, used = used, cpu_seconds(pid)
        looks = looks + 1 if used - before < QUIET * QUIET_SECONDS else 0


def wait_until_level(pid: int, *, looks: int = 8, share: float = 0.01) -> None:
    """Let a process load what it needs, until its memory has not grown for so many seconds."""
    deadline, most, level = time.monotonic() + LONGEST_START, 0.0, 0
    while level < looks and time.monotonic() < deadline:
        time.sleep(1)
        now = Vitals.of(pid).rss_kb
        level = level + 1 if now <= most * (1 + share) else 0
        most = max(most, now) if level == 0 else most


def connections_at(port: int) -> int:
    """How many connections to a port of this machine are open."""
    rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return sum(row[3] == ESTABLISHED and int(row[1].rpartition(":")[2], 16) == port for row in rows)


def _compare(readings: list[Vitals]) -> Growth:
    tenth = max(1, len(readings) // 10)
    return Growth(Vitals.median_of(readings[:tenth]), Vitals.median_of(readings[-tenth:]))
