"""Paper: questions printed for the tables, and answers typed in from them."""
