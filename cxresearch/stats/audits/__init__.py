"""Are we giving or getting, and is the promise kept: instruments scored, promises and ownership compared."""
