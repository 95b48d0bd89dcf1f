"""The page for browsers, and the page that shows the OpenAPI document."""
