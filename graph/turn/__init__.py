"""One turn: opened by the receptionist, planned by the nodes, committed once."""
