"""A large table of numbers in a file, so that it takes no memory between two uses."""

from pathlib import Path
from tempfile import TemporaryFile

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

FOLDER = Path("/var/tmp")  # noqa: S108  # nosec B108  # the file has no name; /tmp may be memory
"""Where the file lies if this folder exists, else where the system puts temporary files."""


class RowsOnDisk:
    """The rows of a table, which are read from a temporary file without a name that ends with the process.

    Parameters
    ----------
    table : ndarray of uint8, (n, d)
        What is written to the file.

    Raises
    ------
    OSError
        When the file cannot be written.
    """

    def __init__(self, table: Bytes) -> None:
        self.shape = table.shape
        self._file = TemporaryFile(dir=FOLDER if FOLDER.is_dir() else None)  # noqa: SIM115  # open as long as this is
        self._file.write(table.data)
        self._file.flush()

    def __getitem__(self, numbers: NDArray[np.int64]) -> Bytes:
        """Return the rows with these numbers; the file is mapped only meanwhile, so that no page of it is kept."""
        rows: Bytes = np.memmap(self._file, np.uint8, "r", shape=self.shape)[numbers]
        return rows
