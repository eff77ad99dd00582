"""`python -m bench [NAME …]`: run the benchmarks, print their figures, write bench/results.json."""

import json
import pkgutil
import platform
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import bench
from bench.figures import Figure

FOLDER = Path(__file__).parent
NOT_BENCHMARKS = {
    "__main__",
    "attacks",
    "bare",
    "child",
    "crowd",
    "datasets",
    "figures",
    "hall",
    "load",
    "printer",
    "residents",
    "scores",
    "slow",
    "steady",
    "theme_baselines",
}


def main(wanted: list[str]) -> None:
    names = [module.name for module in pkgutil.iter_modules(bench.__path__) if module.name not in NOT_BENCHMARKS]
    unknown = set(wanted) - set(names)
    if unknown:
        sys.exit(f"error: no benchmark {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    results: dict[str, list[dict[str, object]]] = {}
    for name in wanted or names:
        print(f"\n{name}", flush=True)
        figures: Iterable[Figure] = import_module(f"bench.{name}").run()
        results[name] = []
        for figure in figures:
            print(f"  {figure.line()}", flush=True)
            results[name].append({**asdict(figure), "ratio": figure.ratio})
    about = {"at": datetime.now(UTC).isoformat(), "python": platform.python_version(), "machine": platform.machine()}
    (FOLDER / "results.json").write_text(json.dumps({"about": about, "results": results}, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
