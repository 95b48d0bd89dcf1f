"""A message as units of words, each with its roles, and the small talk among them."""
