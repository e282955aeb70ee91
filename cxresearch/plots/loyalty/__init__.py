"""Pictures of loyalty figures, groups, trends and competitors."""
