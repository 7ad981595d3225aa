"""Where people ask: one package per platform, and the rooms they share."""
