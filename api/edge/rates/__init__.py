"""How often a caller may ask, counted here or in Redis."""
