"""What operators see: metrics, traces, logs, and the id that a request has in all of them."""
