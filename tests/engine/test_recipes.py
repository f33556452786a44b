"""Launch commands: what they pick for a card, that the arithmetic adds up, that shells, YAML and Pi can read them."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

from agent.engine.recipes.cards import CARDS, SMALL, card, told_by_smi
from agent.engine.recipes.formats import FORMATS
from agent.engine.recipes.models import MODELS
from agent.engine.recipes.recipe import OVERHEAD, Recipe, recipe
from agent.errors import Exit, Fatal

ALL = [(name, model) for name in CARDS for model in MODELS]


def value(made: Recipe, flag: str) -> str | None:
    return next((found.value for found in made.flags if found.name == flag), None)


@pytest.mark.parametrize(
    ("name", "weights", "cache"),
    [
        ("rtx5090", "LilaRest/gemma-4-31B-it-NVFP4-turbo", "fp8"),
        ("rtx-pro-6000", "google/gemma-4-31B-it", None),
        ("h100", "google/gemma-4-31B-it", None),
        ("h200", "google/gemma-4-31B-it", None),
    ],
)
def test_the_weights_and_the_cache_are_those_of_the_card(name: str, weights: str, cache: str | None) -> None:
    made = recipe("gemma-4-31b", CARDS[name])
    assert (made.model, value(made, "--kv-cache-dtype")) == (weights, cache)
    assert value(made, "--quantization") == ("fp8" if name in ("h100", "h200") else None)
    asked = json.loads(value(made, "--speculative-config") or "")
    assert asked == {"method": "mtp", "model": "google/gemma-4-31B-it-assistant", "num_speculative_tokens": 4}


@pytest.mark.parametrize(("name", "model"), ALL)
def test_what_is_launched_fits_the_card_with_a_whole_window(name: str, model: str) -> None:
    made = recipe(model, CARDS[name])
    memory = made.memory
    assert memory
    assert memory.weights + memory.drafter + OVERHEAD + memory.cache == pytest.approx(memory.usable)
    assert memory.usable < CARDS[name].gib
    assert memory.cache >= memory.whole
    assert memory.cache >= 4 * memory.usual


def test_a_conversation_takes_what_its_layers_keep() -> None:
    """Gemma 4 31B, FP8: ten layers of 4 heads of 512 keep all 32,768 tokens, fifty of 16 heads of 256 the last 1,024."""
    memory = recipe("gemma-4-31b", CARDS["rtx5090"], window=32_768).memory
    assert memory
    assert memory.whole == pytest.approx((10 * 4 * 512 * 2 * 32_768 + 50 * 16 * 256 * 2 * 1024) / 2**30)


def test_what_vllm_sets_aside_while_a_prompt_is_read_must_fit_too() -> None:
    """Of Gemma 4 31B vLLM counts 2 steps of 8,192 tokens in all of the fifty layers that look back 1,024: it would not start."""
    memory = recipe("gemma-4-31b", CARDS["rtx-pro-6000"], window=131_072).memory
    assert memory
    assert memory.reserved == pytest.approx(
        (10 * 4 * 512 * 2 * 131_072 + 50 * 16 * 256 * 2 * (1024 + 16_384)) * 2 / 2**30
    )
    assert memory.whole < 0.6 * memory.reserved
    with pytest.raises(Fatal, match="smaller --window"):  # 5.4 GiB at rest of 6.8, 7.0 while it is read
        recipe("gemma-4-31b", CARDS["rtx5090"], window=131_072)


def test_a_conversation_of_a_model_with_states_keeps_several_of_them() -> None:
    memory = recipe("qwen-3.6-27b", CARDS["rtx5090"], window=32_768).memory
    assert memory
    states = 4 * 48 * (48 * 128 * 128 * 4 + 3 * 10_240 * 2)  # before, after, one for each of two guesses
    assert memory.whole == memory.reserved == pytest.approx((16 * 4 * 256 * 2 * 32_768 + states) / 2**30)


@pytest.mark.parametrize("form", ["llama.cpp", "ollama"])
def test_a_window_that_is_asked_for_is_that_of_every_format(form: str) -> None:
    text = FORMATS[form](recipe("gemma-4-31b", None, window=65_536))
    assert ("-c 262144" if form == "llama.cpp" else "OLLAMA_CONTEXT_LENGTH=65536") in text


def test_nothing_listens_to_the_network_unasked() -> None:
    made = recipe("gemma-4-31b", CARDS["h100"])
    assert "--host 127.0.0.1" in FORMATS["command"](made)
    assert "--publish 127.0.0.1:8000:8000" in FORMATS["docker"](made)
    assert yaml.safe_load(FORMATS["compose"](made))["services"]["engine"]["ports"] == ["127.0.0.1:8000:8000"]


@pytest.mark.parametrize(("name", "model"), ALL)
@pytest.mark.parametrize("form", ["docker", "compose", "command"])
def test_every_flag_is_explained_and_the_memory_shown(name: str, model: str, form: str) -> None:
    made = recipe(model, CARDS[name])
    comment = [line for line in FORMATS[form](made).splitlines() if line.startswith("#")]
    for flag in made.flags:
        assert any(flag.name in line and flag.why in line for line in comment)
    for word in ("weights ", "cache ", "window ", "at once", "Speculation is on"):
        assert any(word in line for line in comment), word


@pytest.mark.parametrize("form", ["docker", "command", "llama.cpp", "ollama"])
@pytest.mark.parametrize("model", [*MODELS, "some/other-model", "my model's.gguf"])
def test_a_shell_reads_it(form: str, model: str) -> None:
    text = FORMATS[form](recipe(model, CARDS["rtx-pro-6000"]))
    subprocess.run(["bash", "-n"], input=text, text=True, check=True)


def test_a_shell_gives_vllm_each_flag_as_one_word(tmp_path: Path) -> None:
    made = recipe("gemma-4-26b-a4b", CARDS["rtx5090"])
    (tmp_path / "docker").write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$SEEN"\n')
    (tmp_path / "docker").chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "SEEN": str(tmp_path / "seen"), "HOME": str(tmp_path)}
    subprocess.run(["bash", "-c", FORMATS["docker"](made)], env=environment, check=True)
    words = (tmp_path / "seen").read_text().splitlines()
    asked = json.loads(words[words.index("--speculative-config") + 1])
    assert asked["moe_backend"] == "triton"
    assert "unless-stopped" in words
    assert json.loads(words[words.index("--structured-outputs-config") + 1])["disable_any_whitespace"] is True


def test_compose_reads_it_and_starts_it_again() -> None:
    service = yaml.safe_load(FORMATS["compose"](recipe("qwen-3.6-27b", CARDS["h200"], cards=2)))["services"]["engine"]
    assert service["restart"] == "unless-stopped"
    assert service["command"][0] == "Qwen/Qwen3.6-27B-FP8"
    assert service["command"][service["command"].index("--data-parallel-size") + 1] == "2"
    assert service["deploy"]["resources"]["reservations"]["devices"][0]["count"] == 2


def test_pi_finds_the_model_that_is_launched() -> None:
    made = recipe("gemma-4-31b", CARDS["rtx5090"], window=65_536)
    (provider,) = json.loads(FORMATS["pi"](made))["providers"].values()
    assert provider["baseUrl"] == "http://localhost:8000/v1"
    assert provider["api"] == "openai-completions"
    assert provider["models"] == [{"id": made.model, "contextWindow": 65_536}]


def test_ollama_is_given_its_window() -> None:
    text = FORMATS["ollama"](recipe("gemma-4-31b", None))
    assert "num_ctx" in text
    assert "OLLAMA_CONTEXT_LENGTH=16384" in shlex.split(text, comments=True)


@pytest.mark.parametrize(
    ("name", "model", "slots"),
    [
        ("rtx4090", "gemma-4-31b", 1),
        ("rtx3090", "gemma-4-31b", 1),
        ("rtx4090", "gemma-4-26b-a4b", 4),
        ("rtx5090", "gemma-4-31b", 4),
    ],
)
def test_a_card_of_24_gb_is_given_no_more_conversations_than_it_holds(name: str, model: str, slots: int) -> None:
    """Four of 16,384 tokens were printed for any card: beside the weights of a 31B they take 28 GiB."""
    made = recipe(model, card(name), vllm=False)
    assert f"-np {slots}" in (text := FORMATS["llama.cpp"](made))
    assert f"-c {slots * 16_384}" in text
    assert f"{slots} at once" in text
    assert f"OLLAMA_NUM_PARALLEL={slots}" in shlex.split(FORMATS["ollama"](made), comments=True)


def test_a_window_that_does_not_fit_beside_weights_of_4_bits_is_told_so() -> None:
    made = recipe("gemma-4-31b", SMALL["rtx4090"], window=65_536, vllm=False)
    with pytest.raises(Fatal, match="smaller --window") as caught:
        FORMATS["llama.cpp"](made)
    assert caught.value.code is Exit.USAGE


@pytest.mark.parametrize("name", SMALL)
def test_who_has_24_gb_is_sent_where_it_fits_and_not_to_a_smaller_window(name: str) -> None:
    with pytest.raises(Fatal, match=r"--format llama\.cpp") as caught:
        recipe("gemma-4-31b", card(name))
    assert "--window" not in str(caught.value)


@pytest.mark.parametrize("form", ["docker", "compose", "command", "llama.cpp", "ollama"])
def test_a_recipe_says_what_it_needs_and_what_comes_then(form: str) -> None:
    text = FORMATS[form](recipe("gemma-4-31b", CARDS["rtx5090"]))
    assert "# Needs " in text
    assert "nightwiki doctor" in text
    assert "nightwiki run SOURCES" in text


@pytest.mark.parametrize(
    ("depth", "on"), [(0, True), (16_384, True), (100_000, True), (110_000, False), (120_000, False)]
)
def test_speculation_is_off_where_it_costs_more_than_it_brings(depth: int, on: bool) -> None:
    made = recipe("gemma-4-31b", CARDS["rtx-pro-6000"], depth=depth)
    assert (value(made, "--speculative-config") is not None) == on
    assert f"Speculation is {'on' if on else 'off'}" in made.speculation
    assert "106,667" in made.speculation
    assert made.window > depth


def test_a_model_that_nobody_knows_gets_what_any_takes() -> None:
    made = recipe("some/other-model", CARDS["h100"])
    assert [flag.name for flag in made.flags] == ["--structured-outputs-config", "--enable-prompt-tokens-details"]


def test_a_card_that_is_too_small_is_told_so() -> None:
    small = told_by_smi("NVIDIA GeForce RTX 4090, 24564, 8.9")
    with pytest.raises(Fatal, match="no weights of Gemma 4 31B") as caught:
        recipe("gemma-4-31b", small)
    assert caught.value.code is Exit.USAGE


@pytest.mark.parametrize(
    ("line", "family"),
    [
        ("NVIDIA GeForce RTX 5090, 32607, 12.0", "blackwell"),
        ("NVIDIA H100 80GB HBM3, 81559, 9.0", "hopper"),
        ("NVIDIA B200, 183359, 10.0", "blackwell"),
        ("NVIDIA A100-SXM4-80GB, 81920, 8.0", "older"),
    ],
)
def test_the_card_of_this_machine_is_asked_of_its_driver(
    line: str, family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nvidia-smi").write_text(f"#!/bin/sh\necho '{line}'\n")
    (tmp_path / "nvidia-smi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    found = card("auto")
    assert (found.name, found.family) == (line.split(",")[0], family)


@pytest.mark.parametrize("script", ["echo 'no devices were found'; exit 6", "echo", "echo 'a, b, c'"])
def test_a_driver_that_knows_no_card_is_no_crash(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nvidia-smi").write_text(f"#!/bin/sh\n{script}\n")
    (tmp_path / "nvidia-smi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(Fatal, match="--card"):
        card("auto")


@pytest.mark.parametrize("name", ["rtx3060", "auto"])
def test_a_card_that_there_is_no_recipe_for(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Fatal, match="rtx5090, rtx-pro-6000, h100, h200"):
        card(name)


@pytest.mark.engines
@pytest.mark.parametrize(("name", "model"), [*ALL, ("h100", "some/other-model")])
def test_vllm_itself_reads_every_flag(name: str, model: str) -> None:
    """By vLLM's own parser, which also checks what the settings in JSON may hold."""
    pytest.importorskip("vllm", reason="vLLM is not installed here")
    from vllm.utils.argparse_utils import FlexibleArgumentParser  # type: ignore[import-not-found]

    try:
        from vllm.entrypoints.launchers.cli_args import make_arg_parser  # type: ignore[import-not-found]
    except ImportError:  # before 0.31
        from vllm.entrypoints.openai.cli_args import make_arg_parser  # type: ignore[import-not-found]
    made = recipe(model, CARDS[name], cards=2)
    words = [word for flag in made.flags for word in (flag.name, flag.value) if word]
    parsed = make_arg_parser(FlexibleArgumentParser()).parse_args([made.model, *words])
    assert "disable_any_whitespace=True" in str(parsed.structured_outputs_config).replace("': ", "=").replace("'", "")
    assert parsed.data_parallel_size == 2
    assert parsed.enable_prompt_tokens_details


@pytest.mark.parametrize("depth", [16_384, 120_000])
def test_on_hopper_the_drafter_pays_at_every_depth_that_was_measured(depth: int) -> None:
    made = recipe("gemma-4-31b", CARDS["h200"], depth=depth)
    assert value(made, "--speculative-config")
    assert "Speculation is on" in made.speculation
    assert "H200" in made.speculation
