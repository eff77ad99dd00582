"""Computes the weights of an embedder from the library: `python -m nlp.aspects.learn` after the library has changed."""

import numpy as np
from numpy.typing import NDArray

from nlp.aspects.library import Library, read_library
from nlp.aspects.model import weights_path
from nlp.embedding import Embedder, default_embedder

RIDGE = 3.0
BATCH = 256


def learn_weights(library: Library, embedder: Embedder) -> NDArray[np.float16]:
    """Return weights with which sentence vectors predict aspects by ridge regression, (dimensions, aspects)."""
    examples = [*library.sentences, *library.names, *library.words()]
    texts = [example.text for example in examples]
    vectors = np.concatenate([embedder.embed(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)])
    numbers = {key: number for number, key in enumerate(library.keys)}
    targets = np.full((len(examples), len(numbers)), -1 / len(numbers))
    targets[np.arange(len(examples)), [numbers[example.aspect] for example in examples]] += 1
    gram = vectors.T.astype(np.float64) @ vectors + RIDGE * np.eye(vectors.shape[1])
    return np.linalg.solve(gram, vectors.T @ targets).astype(np.float16)


def main() -> None:
    embedder = default_embedder()
    if embedder is None:
        raise SystemExit("the sentence encoder does not work here: pip install -r requirements.txt")
    np.save(weights_path(embedder.name), learn_weights(read_library(), embedder), allow_pickle=False)


if __name__ == "__main__":
    main()
