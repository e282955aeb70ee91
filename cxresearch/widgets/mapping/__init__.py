"""The panel that corrects what columns were taken for."""
