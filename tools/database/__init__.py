"""The engine that opens the business database, and what each kind of file needs."""
