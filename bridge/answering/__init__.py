"""One turn gets its answer: from its backend or from the ledger, into the ledger, then to whoever is shown it."""
