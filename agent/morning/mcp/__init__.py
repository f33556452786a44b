"""The wiki as tools for other agents, by the Model Context Protocol: nothing here writes (the extra `mcp`)."""
