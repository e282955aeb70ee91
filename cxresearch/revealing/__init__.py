"""What a room said and guessed, beside what the survey says."""
