"""Orders: register a client, complete a draft, or something that is not offered."""
