"""Documents that cannot rot: the commands of the README exist, and what it shows of the sample is what the sample says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from agent.cli import ORDER, app
from agent.errors import Exit

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(get_command(app).commands))  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme_and_helps(command: str) -> None:
    assert f"nightwiki {command}" in README
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_every_command_of_the_readme_exists() -> None:
    assert set(re.findall(r"nightwiki ([a-z]+)\b", README)) - {"is"} <= set(COMMANDS)


def test_every_flag_of_the_readme_exists() -> None:
    told = {"COLUMNS": "300", "TERM": "dumb"}
    commands = get_command(app).commands  # type: ignore[attr-defined]
    groups = {name: sorted(group.commands) for name, group in commands.items() if hasattr(group, "commands")}
    every = [[name] for name in COMMANDS] + [[name, inner] for name, inside in groups.items() for inner in inside]
    helps = "".join(CliRunner().invoke(app, [*command, "--help"], env=told).output for command in every)
    for flag in set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)):
        assert flag in helps, flag


def test_every_exit_code_is_in_the_readme() -> None:
    for code in Exit:
        assert re.search(rf"(?<!\d){int(code)} ", README.split("Exit codes:")[1]), code


def test_what_the_readme_shows_of_the_sample_is_in_it() -> None:
    shown = README.split("```markdown\n")[1].split("\n```")[0]
    page = (ROOT / "wiki" / "Telcon.md").read_text(encoding="utf-8")
    for line in shown.splitlines():
        if line.strip() and line.strip() != "…":
            assert line in page, line


def test_every_file_that_the_readme_points_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_help_lists_every_command_as_somebody_meets_them() -> None:
    shown = CliRunner().invoke(app, ["--help"])
    assert shown.exit_code == 0
    places = [shown.output.index(f"\n  {command} ") for command in ORDER]
    assert places == sorted(places)
