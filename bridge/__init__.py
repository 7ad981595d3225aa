"""The core: what a turn is and how it is answered."""
