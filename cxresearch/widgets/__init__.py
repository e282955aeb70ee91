"""Controls that call the functions below and show what plots draws; every view is the result of one line of code."""
