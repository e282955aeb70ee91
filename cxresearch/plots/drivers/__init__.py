"""Pictures of drivers, priorities and asymmetry."""
