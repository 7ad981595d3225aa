"""ChatGPT's export into the ledger: turns a second, memory, and how long others wait for the ledger meanwhile.

``python -m bench importing``; TURNS=50000 by default. SIZE=1000 makes it an archive of so many megabytes of
conversations instead, and the command is killed with SIGKILL half-way and started again; in the end every turn has
to be in the ledger once. GIGABYTES=1 lays so much of pictures beside them. Beside it stands the time that orjson
takes to read the same files whole.
"""

from bench.importing.run import main

__all__ = ["main"]
