"""The sessions: their turns, transcript, titles and summaries."""
