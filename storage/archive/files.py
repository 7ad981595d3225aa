"""Files of an archive: each in its folder, and what is said where it can't be written."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bridge.arriving import arriving as whole
from bridge.errors import StorageError
from bridge.texts import Phrase


@contextmanager
def arriving(file: Path, *, settle: bool = True) -> Iterator[IO[bytes]]:
    """It has its name only when all of it is there, and settled where there are not thousands.

    Raises StorageError where it can't be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with whole(file, settle=settle) as opened:
            yield opened
    except OSError as error:
        raise StorageError(what=Phrase("export_unwritable", file=file, what=error.strerror or error)) from error
