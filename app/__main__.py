"""`python -m app`: the command line; a web process lets gevent patch the standard library before anything else."""

import sys

if "serve" in sys.argv[1:2]:
    from gevent import monkey

    monkey.patch_all()

from app.cli import run  # noqa: E402
from app.processes import make_toolbox  # noqa: E402

if __name__ == "__main__":
    run(make_toolbox())
