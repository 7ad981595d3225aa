"""INSERT … ON CONFLICT, which SQLite and PostgreSQL have in the same words."""

from sqlalchemy.dialects.postgresql import Insert, insert

__all__ = ["Insert", "insert"]
"""PostgreSQL's knows all that SQLite's compiler asks of it; so a statement is built once, for both."""
