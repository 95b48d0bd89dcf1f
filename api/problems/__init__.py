"""Errors as `application/problem+json`: one table from exceptions to problems."""
