"""Pages for browsers, the OpenAPI document, and what is served while the rest is loaded."""
