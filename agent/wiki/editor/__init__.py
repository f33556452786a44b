"""What an editor of the wiki's files is told: the rules, what each asks for, and what code can mend by itself."""
