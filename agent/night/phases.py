"""The phases of a night, in their order, and how much an episode of each is shown. Values only.

Owns: the numbers that the planner's parts share. Imports nothing.
"""

READ, IDENTIFY, COMPARE, QUESTION, VERDICT, TEND, WRITE, OVERVIEW = 1, 2, 3, 4, 5, 6, 7, 8
SHOWN = 24  # sentences of one document that an identify or question episode sees at most
