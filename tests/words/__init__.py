"""Distils the word lists by which a bare answer is told from a name; see `distil`."""
