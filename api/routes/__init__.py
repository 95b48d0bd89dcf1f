"""One file for each group of routes: parse, call one function, translate."""
