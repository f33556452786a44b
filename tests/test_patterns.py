"""No pattern of ours holds a night: each takes long runs of one and of two characters in a time that does not grow with their square.

A source of one sentence and 400,000 dots once held the pilot's own thread in a pattern, inside a transaction: no deadline and no Ctrl-C.
Read from the code: every `re.compile(…)` at the head of a module, and every pattern written where it is used, each with its methods.
A pattern that is only matched where it stands is asked only that.
"""

from __future__ import annotations

import ast
import importlib
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache
from itertools import combinations, permutations
from pathlib import Path

import pytest

import agent
from agent.knowledge.text.languages import language_of

ROOT = Path(agent.__file__).parent
METHODS = frozenset(("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"))
IN_PLACE = frozenset(("match", "fullmatch"))
LONG = 2000  # characters: what grows with the square of it takes ten times the bound or more
GROWTH = 3  # of a text twice as long: twice for a linear pattern, four times for one that grows with the square
BOUND = 0.02  # seconds of computing time for all that a linear pattern does to such a text; they take a tenth of it
LANGUAGES = ("de", "en", "es", "fr", "ja", "zh")
COMMON = " a1.-"


def modules() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(ROOT.rglob("*.py")):
        name = ".".join(("agent", *file.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")
        yield name, ast.parse(file.read_text(encoding="utf-8"))


def used_by(tree: ast.Module) -> dict[str, set[str]]:
    """The methods by which each name of a module is used, and under `""` those of patterns that stand in a tuple or are handed on."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr in METHODS
            and isinstance(node.value, ast.Name | ast.Attribute)
        ):
            name = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            found.setdefault(name, set()).add(node.attr)
    return found


def held(value: object) -> Iterator[re.Pattern[str]]:
    """The patterns in a value: itself, or what a tuple, list or dict of them holds."""
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        yield from held(tuple(getattr(value, each.name) for each in fields(value)))
    elif isinstance(value, tuple | list | frozenset):
        for each in value:
            yield from held(each)
    elif isinstance(value, dict):
        yield from held(tuple(value.values()))


def written(tree: ast.Module) -> Iterator[tuple[re.Pattern[str], str]]:
    """Patterns written where they are used, `re.split(r"…", text)`, each with its method."""
    for node in ast.walk(tree):
        if not (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in METHODS
            and node.args
        ):
            continue
        first = node.args[0]
        if isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and isinstance(first, ast.Constant):
            flags = [ast.unparse(each) for each in [*node.args[1:], *(key.value for key in node.keywords)]]
            flag = re.IGNORECASE if any("IGNORECASE" in each for each in flags) else 0
            flag |= re.MULTILINE if any("MULTILINE" in each for each in flags) else 0
            if isinstance(first.value, str):
                yield re.compile(first.value, flag), node.func.attr


@lru_cache(maxsize=1)
def patterns() -> dict[tuple[str, int, frozenset[str]], str]:
    """(pattern, flags, methods by which it is used) → where it stands. One that is handed on may be searched for."""
    found: dict[tuple[str, int, frozenset[str]], str] = {}
    for name, tree in modules():
        if name.startswith("agent.morning.vendor"):
            continue
        uses = used_by(tree)
        for key, value in vars(importlib.import_module(name)).items():
            for pattern in held(value):
                methods = uses.get(key, set()) if isinstance(value, re.Pattern) else set()
                found[pattern.pattern, pattern.flags, frozenset(methods or ("match", "search"))] = f"{name}.{key}"
        for pattern in held([language_of(code) for code in LANGUAGES] if name.endswith(".text.languages") else ()):
            found[pattern.pattern, pattern.flags, frozenset(("search",))] = f"{name}: {pattern.pattern[:60]}"
        for pattern, method in written(tree):
            found[pattern.pattern, pattern.flags, frozenset((method,))] = f"{name}: {pattern.pattern[:60]}"
    return found


def letters(pattern: str) -> list[str]:
    """Characters that a pattern speaks of, and some that any text has."""
    plain = re.sub(r"\\[A-Za-z]|\(\?[:!=<P]+", "", pattern)
    signs = [each for each in dict.fromkeys(plain) if not each.isalnum() and each not in "\\()?|{}^+*[]"]
    escaped = [each for each in "()*+?|{}^[]" if f"\\{each}" in pattern]
    words = [each for each in dict.fromkeys(plain) if each.isalpha()]
    return list(dict.fromkeys([*COMMON, *escaped[:2], *signs[:2], *words[:1]]))[:9]


def runs(pattern: str) -> Iterator[str]:
    signs = letters(pattern)
    yield from (each * LONG for each in signs)
    yield from ((one + two) * (LONG // 2) for one, two in combinations(signs, 2))
    yield from (one * (LONG // 2) + two * (LONG // 2) for one, two in permutations(signs, 2))


def seconds(pattern: re.Pattern[str], text: str, methods: frozenset[str]) -> float:
    """Computing time of all uses; no more than a second is waited."""
    started = time.process_time()
    signal.setitimer(signal.ITIMER_REAL, 1)
    try:
        for method in methods & IN_PLACE:
            getattr(pattern, method)(text)
        if not methods <= IN_PLACE:
            for _ in pattern.finditer(text):
                pass
    except _TooLongError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return time.process_time() - started


class _TooLongError(Exception):
    pass


def _stop(*_: object) -> None:
    raise _TooLongError


def slow(source: str, flags: int, methods: frozenset[str]) -> tuple[float, str] | None:
    """(seconds, which run) of the first run of characters that takes long, and more than three times as long as half of it."""
    pattern = re.compile(source, flags)
    for text in runs(source):
        if seconds(pattern, f"{text}\x01", methods) <= BOUND:
            continue
        half = f"{text[: len(text) // 4]}{text[len(text) // 2 : len(text) * 3 // 4]}\x01"
        short, taken = (min(seconds(pattern, each, methods) for _ in range(3)) for each in (half, f"{text}\x01"))
        if taken > BOUND and taken > GROWTH * short:
            return round(taken, 3), f"{text[:2]}…{text[-2:]}"
    return None


@pytest.mark.timeout(600)
def test_no_pattern_takes_time_that_grows_with_the_square_of_a_text() -> None:
    before = signal.signal(signal.SIGALRM, _stop)
    try:
        found = {where: slow(source, flags, methods) for (source, flags, methods), where in patterns().items()}
    finally:
        signal.signal(signal.SIGALRM, before)
    assert {where: fault for where, fault in found.items() if fault} == {}


def test_the_patterns_are_found_with_how_they_are_used() -> None:
    found = patterns()
    assert len(found) > 500
    assert {"match", "fullmatch", "sub"} <= {method for _, _, methods in found for method in methods}
