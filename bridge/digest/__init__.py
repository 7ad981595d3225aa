"""What was asked in a channel, told there once a week where it is wanted."""
