"""Pictures of gaps, predictions and importance."""
