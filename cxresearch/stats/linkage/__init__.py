"""Staff and customers meet in units: joins, agreement, correlation between units, shrinkage, silos."""
