"""Found by what it means."""
