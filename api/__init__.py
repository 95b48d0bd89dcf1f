"""The HTTP door: parse, call one function, translate."""
