"""Moves the business database to another place or engine: `recepcionista move`."""
