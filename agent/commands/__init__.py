"""Groups of commands, a file each, mounted by `agent.cli`. Each hands over to a room and prints what comes back."""
