"""How an older database becomes this version's: one file a step, in order, never changed once released."""
