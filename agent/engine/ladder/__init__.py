"""Tokens a second against depth: measured, kept, compared, drawn."""
