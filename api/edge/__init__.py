"""Between the network and the routes: server, middleware, body and rate limits, headers."""
