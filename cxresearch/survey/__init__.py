"""What was asked and answered: responses with their codebook, and counts of them on whatever engine holds the rows."""
