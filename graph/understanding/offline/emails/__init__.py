"""Email addresses: typed, dictated and misspelt."""
