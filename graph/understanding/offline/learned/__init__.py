"""A second reading of each message by learned weights, beside that of the rules."""
