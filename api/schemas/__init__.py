"""Bodies, query strings and events. Spanish names of fields and headers stand only here."""
