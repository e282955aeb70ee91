"""What the cells of a column say: its numbers, its role, its kind; a name alone says nothing."""
