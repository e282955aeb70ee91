"""What all panels are made of: controls, choices, one view of a survey."""
