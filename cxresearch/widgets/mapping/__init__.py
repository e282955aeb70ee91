"""The panels that correct what columns were taken for and match questions; they speak English to whoever prepares."""
