"""Trains the linear model by which messages are judged where no rule reads them."""
