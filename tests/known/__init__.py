"""Tests of what is known, folded from the rows."""
