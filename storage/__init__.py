"""The ledger: SQLAlchemy on SQLite by default, migrated at start."""
