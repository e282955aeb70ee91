"""A column becomes comments: words, clauses, languages, what is no answer."""
