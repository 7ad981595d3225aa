"""Backups: the whole ledger in one file of SQLite's, whatever database it is in, and the way back."""
