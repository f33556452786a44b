"""Settings: flags, then `NIGHTWIKI_*`, then `nightwiki.toml` beside the wiki, then defaults.

Owns: the names, defaults and bounds of everything that can be set, and how a command is told. May import nothing of ours but the errors.
"""

from __future__ import annotations

import shlex
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from agent.errors import Exit, Fatal

WIKI = Path("wiki")  # where a wiki is if nobody says otherwise


def command(words: str, wiki: Path) -> str:
    """A command of ours as a person has to type it, for this wiki: `nightwiki resume --wiki notes`."""
    return f"nightwiki {words}" if wiki == WIKI else f"nightwiki {words} --wiki {shlex.quote(str(wiki))}"


class Settings(BaseSettings):
    """What a night is run with. Times in seconds unless they say otherwise."""

    model_config = SettingsConfigDict(env_prefix="NIGHTWIKI_", extra="ignore")

    engine: str = "http://localhost:8000/v1"
    model: str | None = None
    api_key: str | None = None
    wire: Literal["auto", "schema", "tools"] = "auto"
    at_once: Literal["auto", "page", "six", "one", "none"] = "auto"
    judges: Literal["auto", "yes", "no"] = "auto"
    language: str | None = None
    workers: int | None = Field(None, ge=1, le=256)
    passes: int = Field(2, ge=1, le=99)
    wait: bool = False
    patience: float = Field(12 * 3600.0, gt=0)
    call_timeout: float = Field(600.0, gt=0)
    prompts: Path | None = None
    allow_private: bool = False
    strict: bool = False
    max_source_bytes: int = Field(50 * 2**20, ge=1024)
    host_delay: float = Field(1.0, ge=0)
    most_pages: int = Field(300, ge=1, lt=1_000_000, description="pages of one site, site map, feed or repository")
    deepest: int = Field(5, ge=0, description="links from a site's start page")
    window: int | None = Field(None, ge=1, description="the engine's context in tokens, where it does not say")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags first, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def _check_names(file: Path) -> None:
    """Raises Fatal (exit 2) for a name in the file that is no setting: misspelt, it would be passed over all night."""
    if not file.is_file():
        return
    for name in tomllib.loads(file.read_text(encoding="utf-8")):
        if name not in Settings.model_fields:
            near = get_close_matches(name, Settings.model_fields, n=1)
            meant = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(sorted(Settings.model_fields))}"
            raise Fatal(f"{file}: there is no setting {name!r}; {meant}", Exit.USAGE)


def load(wiki: Path, flags: dict[str, Any]) -> Settings:
    """Settings for one wiki; a flag that is None, or no setting, is left out. Raises Fatal (exit 2) for what cannot be."""
    file = wiki.parent / "nightwiki.toml"

    class Here(Settings):
        model_config = SettingsConfigDict(env_prefix="NIGHTWIKI_", extra="ignore", toml_file=file)

    try:
        _check_names(file)
        return Here(
            **{name: value for name, value in flags.items() if value is not None and name in Settings.model_fields}
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise Fatal(f"{'.'.join(map(str, first['loc']))}: {first['msg']}", Exit.USAGE) from error
    except ValueError as error:  # tomllib.TOMLDecodeError
        raise Fatal(f"{file} cannot be read: {error}", Exit.USAGE) from error
