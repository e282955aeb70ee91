"""Banner tables: shares by column with bases and letters."""
