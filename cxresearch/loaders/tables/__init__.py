"""Cells become a draft of a Survey: headers, marks, several-tick questions, what was recognised."""
