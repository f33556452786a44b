"""Names, titles, kinds, merging, and whether two accounts are of one thing."""
