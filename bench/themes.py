"""Benchmark of themes, labels and similar texts: quality and speed, against KMeans on TF-IDF in the same run."""

import random
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rjieba
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from bench.child import in_child
from bench.datasets import given_folder, made_texts, read_lines
from bench.figures import Figure
from bench.scores import adjusted_rand, b_cubed_f1, best_f1, character_f1, mutual_information, standing_alone
from bench.theme_baselines import Partition, kmeans, others
from nlp import SimilarIndex, Themes, find_themes

Rows = list[dict[str, Any]]
Measure = Callable[[Sequence[str], Sequence[int]], float]

BASELINE = "KMeans on TF-IDF"
WORDS = "TF-IDF of words"
SEEDS = range(5)
TINY, TINY_TEXTS = 20, 22
SIZES = (100, 1_000, 10_000, 50_000)
MADE = 600
QUERIES = 200
K_GIVEN = 20


def run() -> list[Figure]:
    folder = given_folder()
    with threadpool_limits(2):
        figures = [*_made_quality(), *(_given_quality(folder) if folder else [])]
    return [*figures, *_speed(), *_one_more(), *_typing()]


@dataclass(frozen=True, slots=True)
class Task:
    """Sets of texts that are grouped one by one; each measure is averaged over the sets."""

    name: str
    sets: list[Rows]
    measures: dict[str, Measure]
    number_given: bool = False

    def scored(self, partition: Partition, seed: int) -> list[float]:
        """Return the mean of each measure over the sets; texts without a label are grouped but not scored."""
        scores = []
        for rows in self.sets:
            named = [at for at, row in enumerate(rows) if row.get("label")]
            true = [str(rows[at]["label"]) for at in named]
            asked = len(set(true)) if self.number_given else None
            labels = standing_alone(partition([row["text"] for row in rows], seed, asked))[named].tolist()
            scores.append([measure(true, labels) for measure in self.measures.values()])
        mean: list[float] = np.mean(scores, axis=0).tolist()
        return mean


def _product(texts: Sequence[str], seed: int, asked: int | None) -> Sequence[int]:
    labels: list[int] = find_themes(texts, n_themes=asked, seed=seed).labels_.tolist()
    return labels


def _made_quality() -> list[Figure]:
    texts, about = made_texts(MADE)
    rows: Rows = [{"text": text, "label": label} for text, label in zip(texts, about, strict=True)]
    measures: dict[str, Measure] = {"B-cubed F1": b_cubed_f1}
    tasks = [Task("generated texts", [rows], measures), Task("generated texts, number given", [rows], measures, True)]
    return [figure for task in tasks for figure in _compared(task)]


def _given_quality(folder: Path) -> list[Figure]:
    sets = {path.stem.removesuffix("_dev"): read_lines(path) for path in sorted(folder.glob("*.jsonl"))}
    both: dict[str, Measure] = {"B-cubed F1": b_cubed_f1, "ARI": adjusted_rand}
    tasks: list[Task] = []
    figures: list[Figure] = []
    if "sessions" in sets:
        sessions = _sessions(sets["sessions"])
        tasks.append(Task("sessions", sessions, both))
        figures += [*_steadiness(sessions), _labels("sessions", sessions)]
    if "topics" in sets:
        tasks += [Task("topics", [sets["topics"]], both), Task("tiny sessions", _tiny(sets["topics"]), both)]
        figures += [_labels("topics", [sets["topics"]])]
    if "topics_mixed_script" in sets:
        tasks.append(Task("topics, half Traditional", [sets["topics_mixed_script"]], both))
    if "topics_bg" in sets:
        tasks.append(Task("topics among background", [sets["topics_bg"]], both))
    if "civic7" in sets:
        tasks.append(Task("departments, number given", [sets["civic7"]], {"NMI": mutual_information}, True))
    figures += [figure for task in tasks for figure in _compared(task)]
    return figures + [_pairs(name, rows) for name, rows in sets.items() if name.startswith("pairs")]


def _compared(task: Task) -> list[Figure]:
    ours = np.array([task.scored(_product, seed) for seed in SEEDS])
    theirs = np.array([task.scored(kmeans, seed) for seed in SEEDS])
    figures = []
    for at, measure in enumerate(task.measures):
        name = f"{task.name}: {measure}"
        figures.append(Figure(name, float(ours[:, at].mean()), "", BASELINE, float(theirs[:, at].mean())))
        figures.append(Figure(f"{name}, spread of {len(SEEDS)} seeds", float(np.ptp(ours[:, at])), ""))
    for other, partition in others().items():
        # These baselines run with one seed only, because they take many times longer than the product.
        for measure, own, value in zip(task.measures, ours.mean(axis=0), task.scored(partition, 0), strict=True):
            figures.append(Figure(f"{task.name}: {measure}", float(own), "", other, value))
    return figures


def _sessions(rows: Rows) -> list[Rows]:
    sessions: dict[str, Rows] = defaultdict(list)
    for row in rows:
        sessions[str(row["session"])].append(row)
    return list(sessions.values())


def _tiny(rows: Rows) -> list[Rows]:
    """Draw twenty meetings of 22 texts, each from three to six themes."""
    draw = random.Random(0)
    themes: dict[str, Rows] = defaultdict(list)
    for row in rows:
        themes[row["label"]].append(row)
    out: list[Rows] = []
    while len(out) < TINY:
        pool = [row for name in draw.sample(sorted(themes), draw.randint(3, 6)) for row in themes[name]]
        if len(pool) >= TINY_TEXTS:
            out.append(draw.sample(pool, TINY_TEXTS))
    return out


def _steadiness(sessions: list[Rows]) -> list[Figure]:
    """Measure how much of the grouping of the other texts stays when the last text is added."""

    def kept(partition: Partition) -> float:
        agreed = []
        for rows in sessions:
            texts = [row["text"] for row in random.Random(0).sample(rows, len(rows))]
            before, after = (standing_alone(partition(some, 0, None)) for some in (texts[:-1], texts))
            agreed.append(adjusted_rand(before.tolist(), after[:-1].tolist()))
        return float(np.mean(agreed))

    return [Figure("sessions: ARI of the old texts after one more", kept(_product), "", BASELINE, kept(kmeans))]


def _labels(name: str, sets: list[Rows]) -> Figure:
    return Figure(
        f"{name}: character F1 of label and gold name", float(np.mean([_likeness(rows) for rows in sets])), ""
    )


def _likeness(rows: Rows) -> float:
    """Return the mean character F1 of each theme's name and the label of the found theme with most of its texts."""
    gold: dict[str, set[int]] = defaultdict(set)
    for at, row in enumerate(rows):
        gold[row["label"]].add(at)
    themes = find_themes([row["text"] for row in rows]).themes
    shared = [
        character_f1(max(themes, key=lambda theme: len(members & set(theme.members))).label, name)
        for name, members in gold.items()
    ]
    return float(np.mean(shared))


def _pairs(name: str, rows: Rows) -> Figure:
    alike = np.array([bool(row["label"]) for row in rows])
    index = SimilarIndex()
    for at, row in enumerate(rows):
        index.add(at, row["b"])
    ours = [dict(index.search(row["a"], limit=len(rows))).get(at, 0.0) for at, row in enumerate(rows)]
    words = TfidfVectorizer(analyzer=rjieba.cut).fit([row[side] for row in rows for side in "ab"])
    first, second = (words.transform([row[side] for row in rows]) for side in "ab")
    theirs = np.asarray(first.multiply(second).sum(axis=1)).ravel()
    return Figure(f"{name}: F1", best_f1(np.array(ours), alike), "", WORDS, best_f1(theirs, alike))


def _speed() -> list[Figure]:
    figures = []
    for size in SIZES:
        ours, ours_peak = in_child(find_seconds, size)
        theirs, theirs_peak = in_child(kmeans_seconds, size)
        baseline = f"KMeans, k = {K_GIVEN}"
        figures.append(Figure(f"full run, {size:,} texts", ours, "s", baseline, theirs))
        figures.append(Figure(f"peak memory, {size:,} texts", ours_peak, "MB", baseline, theirs_peak))
    return figures


def find_seconds(size: int) -> float:
    """Return the seconds of one full run over `size` generated texts, with dictionaries loaded before."""
    find_themes(made_texts(50, seed=1)[0])
    texts, _ = made_texts(size)
    start = time.perf_counter()
    find_themes(texts)
    return time.perf_counter() - start


def kmeans_seconds(size: int) -> float:
    """Return the seconds of one run of the baseline, which is told how many groups to make."""
    rjieba.cut("预热")
    texts, _ = made_texts(size)
    start = time.perf_counter()
    with threadpool_limits(2):
        kmeans(texts, 0, K_GIVEN)
    return time.perf_counter() - start


def _one_more() -> list[Figure]:
    """Measure adding one proposal to a meeting that has its themes, against a full run."""
    figures = []
    for size in SIZES:
        texts, _ = made_texts(size)
        start = time.perf_counter()
        before = find_themes(texts)
        whole = (time.perf_counter() - start) * 1000
        for name, act in (("placed", before.place), ("in a further run", _further_run(texts, before))):
            taken = _timed(act, made_texts(QUERIES, seed=2)[0])
            figures.append(Figure(f"one more text of {size:,} {name}, p95", _p95(taken), "ms", "a full run", whole))
    return figures


def _further_run(texts: list[str], before: Themes) -> Callable[[str], object]:
    return lambda text: find_themes([*texts, text], previous=before)


def _typing() -> list[Figure]:
    """Measure the search for similar texts while somebody types, against comparing with every text by TF-IDF."""
    texts, _ = made_texts(10_000)
    index = SimilarIndex()
    for at, text in enumerate(texts):
        index.add(at, text)
    words = TfidfVectorizer(analyzer=rjieba.cut)
    matrix = words.fit_transform(texts)
    queries = made_texts(QUERIES, seed=3)[0]
    index.search(queries[0], 3)
    ours = _timed(lambda text: index.search(text, 3), queries)
    theirs = _timed(lambda text: np.argsort(-(matrix @ words.transform([text]).T).toarray().ravel())[:3], queries)
    return [Figure("look-alikes among 10,000, p95", _p95(ours), "ms", WORDS, _p95(theirs))]


def _timed(act: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    taken = []
    for text in texts:
        start = time.perf_counter()
        act(text)
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def _p95(taken: Sequence[float]) -> float:
    return float(np.percentile(taken, 95))
