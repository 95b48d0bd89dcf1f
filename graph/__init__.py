"""The conversation: three nodes around one memory."""
