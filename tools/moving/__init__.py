"""Carries rows into another business database: `recepcionista move`, and what `restore` keeps."""
