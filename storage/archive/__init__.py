"""The ledger's way out into files of others."""
