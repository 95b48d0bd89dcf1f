"""What goes over the wire. Spanish names of fields and headers live here and nowhere else."""
