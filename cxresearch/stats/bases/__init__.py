"""Who was asked and counted: rows, bases, groups and verdicts that every statistic shares."""
