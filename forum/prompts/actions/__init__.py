"""What staff do to set up a week: its prompt, terms, due times, sites and extensions."""
