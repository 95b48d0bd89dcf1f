"""What becomes of sessions: retention, erasure of persons, export and import."""
