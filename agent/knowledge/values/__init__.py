"""Quantities, units and versions, and when two of them agree."""
