"""What is known at this moment, folded from the rows: pages, lines, mentions, wanted names, disagreements."""
