"""Slides of a presentation that a person can go on editing: titles in titles, charts with their numbers, notes."""
