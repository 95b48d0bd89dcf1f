"""Working memory: the checkpointer, and the transcript that rebuilds what it lost."""
