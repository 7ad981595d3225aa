"""Who goes next, who waits for what, and for how long."""
