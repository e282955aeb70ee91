"""People code the same comments: sheets, agreement, corrections."""
