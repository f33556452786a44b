"""Differences between claims, the questions about them, and what the answers come to."""
