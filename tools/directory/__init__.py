"""The clients: written, found and read in order."""
