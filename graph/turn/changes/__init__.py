"""Changes to clients, deletions, and taking back: planned, carried out, put in words."""
