"""AES-GCM encryption of columns, each value bound to its row."""
