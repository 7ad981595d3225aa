"""The soak: very many turns through the real bridge, ledger, scraper and browser; something goes wrong in each.

``python -m tests.soak`` or ``make soak``; SOAK=200 for fewer turns, SEED=7 to do the same again, GENERATION=A2 for
the other page. What went wrong is chosen at random from the seed; when exactly it strikes is the machine's matter.

After each turn it is checked that the question was sent at most once, that the answer is the question's own and
whole, or that there is a true reason why not, that the ledger has what was shown, and that nothing hung.
"""
