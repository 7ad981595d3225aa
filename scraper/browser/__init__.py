"""The browser behind an account: where it comes from, how long it lives, and who is lent which page."""
