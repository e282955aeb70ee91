"""What is asked goes out as forms for every audience in the same words, and comes back as answers that meet."""
