"""Pictures of instruments, promises and ownership."""
