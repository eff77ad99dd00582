"""Runs the command line, `python -m app`; for a web process, gevent patches the standard library before all imports."""

import os
import sys

GIVES_WAY = 10
"""Niceness of every process but the web server: while the hall votes, themes, exports and backups may wait."""

os.umask(0o077)  # only the owner may read the files that the product writes

if "serve" in sys.argv[1:2]:
    from gevent import monkey

    monkey.patch_all()
elif hasattr(os, "nice"):
    os.nice(GIVES_WAY)

from app.cli.root import run  # noqa: E402
from app.processes import make_context  # noqa: E402

if "worker" in sys.argv[1:2]:
    from app.cli.working import cli
else:
    from app.cli.every_command import cli

if __name__ == "__main__":
    run(cli, make_context())
