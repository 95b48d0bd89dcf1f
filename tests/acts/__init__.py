"""Trains the linear models that read each message beside the rules: names, acts, clients."""
