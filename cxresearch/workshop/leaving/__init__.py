"""What leaves the room, under the anonymity thresholds."""
