"""Files of SQLite's that only their owner can read."""

import errno
import os
from pathlib import Path


def make_private(file: Path) -> None:
    """Make it where there is none; OSError where it can't be made, or not be used.

    One that is there is not opened: closing it again would take from this process all locks that its connections
    have on it, and another process could do away with what they are just writing.
    """
    file = file.resolve()  # behind a link that leads to nothing yet, too
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        wrong = errno.EISDIR if file.is_dir() else 0 if os.access(file, os.R_OK | os.W_OK) else errno.EACCES
        if wrong:
            raise OSError(wrong, os.strerror(wrong)) from None
