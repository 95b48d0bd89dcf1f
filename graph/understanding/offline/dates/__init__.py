"""Periods of time: "hoy", "last week", "entre marzo y mayo"."""
