"""What programs ask of the service itself: whether it lives, whether it can serve, its metrics."""
