"""What a study has not decided yet, each doubt with the line that settles it."""
