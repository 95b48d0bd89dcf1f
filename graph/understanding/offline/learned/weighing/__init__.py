"""Whom a message means to be registered, weighed by all evidence: done, proposed or left."""
