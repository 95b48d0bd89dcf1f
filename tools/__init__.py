"""The business database: clients, sessions, transcript, and the turn as one transaction."""
