"""Files that have their name only when all of it is written, for their owner alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

PART = ".part"


@contextmanager
def arriving(file: Path, *, settle: bool = True) -> Iterator[IO[bytes]]:
    """What is written becomes this file when the block ends well; until then an older one stays as it is.

    Not to ``settle`` it is quicker: a power cut may leave it empty. Raises OSError where it can't be written.
    """
    part = file.with_name(f".{file.name}.{os.getpid()}{PART}")
    try:
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w+b") as opened:
            yield opened
            opened.flush()
            if settle:
                os.fsync(handle)
        part.replace(file)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
