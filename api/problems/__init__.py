"""Errors as `application/problem+json`: which error becomes which problem."""
