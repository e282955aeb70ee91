"""One file on disk holds the room: answers, their history, and how to bring them back."""
