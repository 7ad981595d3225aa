"""What was asked is found again: what people's words mean, and who is shown what; looking is the ledger's."""
