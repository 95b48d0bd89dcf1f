"""Linear models that were fitted to marked messages by `make acts`: names, acts, clients."""
