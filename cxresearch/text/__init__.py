"""Comments become a Result. No files, no figures; what is read from disk is model data that ships with the package."""
