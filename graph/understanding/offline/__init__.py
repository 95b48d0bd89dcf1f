"""Understanding by rules over a lexicon of Spanish and English."""
