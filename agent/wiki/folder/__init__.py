"""Whose file is it: publishing, adopting what a person wrote, merging, renaming."""
