"""The two ways to understand a message: offline, by rules, and openai, by a model."""
