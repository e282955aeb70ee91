"""The room's phones: a small server on the local network, its limits and its pages."""
