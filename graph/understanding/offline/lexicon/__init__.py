"""The words of each language, their inflected forms, and misspellings of them."""
