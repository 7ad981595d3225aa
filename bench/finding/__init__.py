"""Finding in a made archive: how quickly, in how much room, and whether what was wanted is found.

``python -m bench finding``; TURNS=100000 by default, KNOWN=20000 beside what is wanted. Korean and English, and
the same for the same SEED. KEEP=/folder keeps the large archive there for the next time, and QUICK=1 looks how
quickly is found in it, and at no more.
"""

from bench.finding.run import main

__all__ = ["main"]
