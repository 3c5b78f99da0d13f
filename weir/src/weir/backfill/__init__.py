"""Make a range of partitions anew, and everything that hangs on them: chunk by chunk."""
