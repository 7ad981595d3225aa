"""What people do with a Thread besides asking in it."""
