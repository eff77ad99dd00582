"""`python -m app`: the command line; a web process lets gevent patch the standard library before anything else."""

import os
import sys

GIVES_WAY = 10
"""Niceness of every process but the web server: while the hall votes, themes, exports and backups may wait."""

os.umask(0o077)  # whatever the product writes, its owner alone may read

if "serve" in sys.argv[1:2]:
    from gevent import monkey

    monkey.patch_all()
elif hasattr(os, "nice"):
    os.nice(GIVES_WAY)

from app.cli import run  # noqa: E402
from app.processes import make_toolbox  # noqa: E402

if __name__ == "__main__":
    run(make_toolbox())
