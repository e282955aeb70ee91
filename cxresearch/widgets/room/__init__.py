"""Boards that lead a room: capture, facilitation, revealing."""
