"""What a question and its answers say of its scale: words first, then the block of questions, then numbers."""
