"""What goes with loyalty: shares of explained variation, priorities, asymmetry, ordinal models."""
