"""What a Survey can do beyond telling of its answers: a room for each. No files."""
