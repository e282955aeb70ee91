"""Words that people tick become points in an order. No questions, no numbers, no frames."""
