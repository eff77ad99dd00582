"""The product's command line beside a running server."""

import json
import os
import subprocess
import sys
from typing import Any

from tests.servers import ROOT, Product


def run_command(product: Product, *arguments: str) -> dict[str, Any]:
    """`python -m app --json …` on the data of a running product."""
    ours = {"DATA_DIR": str(product.folder), "HOST": "127.0.0.1", "PORT": str(product.port)}
    done = subprocess.run(
        [sys.executable, "-m", "app", "--json", *arguments],
        cwd=ROOT,
        env={**os.environ, **ours, **product.environment},
        check=True,
        capture_output=True,
        text=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
