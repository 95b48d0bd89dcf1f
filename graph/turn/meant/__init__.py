"""What a message means by its words: which clients, and which of its words are data."""
