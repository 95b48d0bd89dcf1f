"""What a turn says: its reply, and the short answers that are offered with it."""
