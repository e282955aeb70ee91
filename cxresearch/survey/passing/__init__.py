"""Rows that stay where they are: counted on their engine, or passed by in pieces that memory does not notice."""
