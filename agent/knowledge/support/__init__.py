"""The checks of a written sentence against what it cites."""
