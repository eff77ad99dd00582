"""Benchmark of the worker's memory: after its start, with its models, and after it has sorted thousands of texts."""

import json
import random
import re
import subprocess
import sys
from importlib import import_module
from importlib.abc import MetaPathFinder
from pathlib import Path

from bench.figures import Figure

ROOT = Path(__file__).parent.parent
STATUS = Path("/proc/self/status")
TEXTS = 3000
NOT_IN_PRODUCTION = ("pandas", "pygments", "requests", "rich")
"""Packages of the checks that a package of the product imports where they are installed."""
NAMES = {"noise": "噪音", "money": "费用", "place": "地点", "safety": "安全"}
START, MODELS, ONE, BOARD, MANY, PEAK = (
    "after its start",
    "with its models",
    "after sorting under names",
    "after laying out a board",
    "after grouping many topics",
    "at its peak",
)


class _Missing(MetaPathFinder):
    """Makes the import of packages fail that production does not install."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        if fullname in NOT_IN_PRODUCTION:
            raise ModuleNotFoundError(fullname)


def run() -> list[Figure]:
    if not STATUS.exists():
        print("  only Linux tells the memory of a process: nothing to measure", flush=True)
        return []
    return [Figure(f"memory of a worker {when}, {TEXTS:,} texts", size, "MB") for when, size in memory().items()]


def memory() -> dict[str, float]:
    """Return the resident megabytes of a process of its own that does what a worker does."""
    measured = subprocess.run(
        [sys.executable, "-m", "bench.worker"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    sizes: dict[str, float] = json.loads(measured.stdout.splitlines()[-1])
    return sizes


def _measure() -> dict[str, float]:
    """Load what a worker loads, sort texts in all three ways, and return the megabytes after each step."""
    sys.meta_path.insert(0, _Missing())
    for name in ("app.processes.working", "app.cli.working"):  # all that `python -m app worker` imports
        import_module(name)
    sizes = {START: _resident()}
    from app.platform.memory import release_memory
    from nlp import embedding, find_themes
    from nlp.aspects.library import read_library

    embedding.default_embedder()
    find_themes(["电梯坏了", "路灯不亮"], case="one")
    sizes[MODELS] = _resident()
    draw = random.Random(0)
    sentences = [example.text for example in read_library().sentences]
    texts = [f"{draw.choice(sentences)},{draw.choice(sentences)}" for _ in range(TEXTS)]
    find_themes(texts, names=NAMES, case="one")
    release_memory()
    sizes[ONE] = _resident()
    find_themes(texts, case="one")
    release_memory()
    sizes[BOARD] = _resident()
    find_themes(texts, case="many")
    release_memory()
    return {**sizes, MANY: _resident(), PEAK: _resident("VmHWM")}


def _resident(which: str = "VmRSS") -> float:
    match = re.search(rf"{which}:\s+(\d+) kB", STATUS.read_text())
    return int(match[1]) / 1024 if match else 0.0


if __name__ == "__main__":
    print(json.dumps(_measure()))
