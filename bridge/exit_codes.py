"""The codes with which the program ends, for whoever started it: a shell, systemd, Docker."""

TRY_LATER = 75
"""EX_TEMPFAIL: starting again later may help."""

WRONG_CONFIG = 78
"""EX_CONFIG: starting again changes nothing. For systemd: RestartPreventExitStatus=78."""

DIED_OF = 128
"""A program that a signal has ended says so with its number above this."""
