"""A folder with study.toml: one client, one definition; its results in order, its report."""
