"""What was asked is found again."""
