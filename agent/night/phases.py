"""The phases of a night, in their order. Values only.

Owns: the numbers that the planner's parts share. Imports nothing.
"""

READ, IDENTIFY, COMPARE, QUESTION, VERDICT, TEND, WRITE, OVERVIEW, ASK = 1, 2, 3, 4, 5, 6, 7, 8, 9
