"""Launch commands for a card: tables of cards and models, the arithmetic of their memory, and one file a format."""
