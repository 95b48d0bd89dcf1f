"""The business database's engine, schema version, and kinds of SQLite files."""
