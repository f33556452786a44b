"""Fitting a value into a JSON schema, so that a reply always validates, as constrained decoding would make it.

Owns: the part of JSON Schema that the acts use (types, enums, lengths, ranges, required, references, any-of). What does not belong in a
list is left out of it; what is required and missing is filled with the least that is allowed. Imports nothing of ours.
"""

from __future__ import annotations

import math
from typing import Any

Schema = dict[str, Any]
DEEPEST = 24
_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float), "null": type(None),
}  # fmt: skip


class Unfittable(ValueError):
    """The schema has no finite value that we can find (it requires itself, or points nowhere)."""


def _resolved(schema: Any, root: Schema) -> Schema:
    """The schema behind references."""
    for _ in range(DEEPEST):
        if not isinstance(schema, dict) or "$ref" not in schema:
            return schema if isinstance(schema, dict) else {}
        target: Any = root
        for part in str(schema["$ref"]).removeprefix("#").strip("/").split("/"):
            target = target.get(part) if isinstance(target, dict) else None
        if not isinstance(target, dict):
            raise Unfittable(f"the schema refers to {schema['$ref']}, which is not there")
        schema = target
    raise Unfittable("the schema refers to itself without end")


def _type_of(schema: Schema, value: Any) -> str:
    """The type to make: the schema's own, what it describes, or else that of the value."""
    implied = "object" if "properties" in schema else "array" if "items" in schema else ""
    return str(schema.get("type") or implied or next((name for name in _TYPES if _is_type(name, value)), "null"))


def _is_type(name: str, value: Any) -> bool:
    return isinstance(value, _TYPES.get(name, ())) and (name == "boolean" or not isinstance(value, bool))


def _admits(schema: Any, value: Any, root: Schema) -> bool:
    """Whether a value is right in kind: of the type, in the enum, in the range. Lengths are not looked at: they can be mended."""
    schema = _resolved(schema, root)
    if options := schema.get("anyOf"):
        return any(_admits(option, value, root) for option in options)
    if "enum" in schema:
        return bool(value in schema["enum"])
    if "type" in schema and not _is_type(schema["type"], value):
        return False
    if _is_type("number", value):
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    properties = schema.get("properties", {}) if isinstance(value, dict) else {}
    return all(_admits(inner, value[key], root) for key, inner in properties.items() if key in value)


def fit(schema: Any, value: Any, root: Schema | None = None, depth: int = 0) -> Any:
    """A value that validates against the schema, as near to the given one as may be. Raises Unfittable."""
    if depth > DEEPEST:
        raise Unfittable("the schema requires itself without end")
    root = root if root is not None else (schema if isinstance(schema, dict) else {})
    schema = _resolved(schema, root)
    if options := schema.get("anyOf"):
        best = next((option for option in options if _admits(option, value, root)), options[0])
        return fit(best, value, root, depth + 1)
    if schema.get("enum"):
        return value if value in schema["enum"] else schema["enum"][0]
    kind = _type_of(schema, value)
    if kind == "object":
        return _fit_object(schema, value if isinstance(value, dict) else {}, root, depth)
    if kind == "array":
        return _fit_array(schema, value if isinstance(value, list) else [], root, depth)
    if kind == "string":
        return _fit_string(schema, value)
    if kind in ("integer", "number"):
        return _fit_number(schema, value, whole=kind == "integer")
    return bool(value) if kind == "boolean" else None


def _fit_object(schema: Schema, value: dict[str, Any], root: Schema, depth: int) -> dict[str, Any]:
    properties, required = schema.get("properties", {}), schema.get("required", [])
    extra = {} if schema.get("additionalProperties") is False else value
    names = [name for name in properties if name in value or name in required]
    names += [name for name in (*extra, *required) if name not in properties]
    return {name: fit(properties.get(name, {}), value.get(name), root, depth + 1) for name in names}


def _fit_array(schema: Schema, value: list[Any], root: Schema, depth: int) -> list[Any]:
    items = schema.get("items", {})
    made = [fit(items, one, root, depth + 1) for one in value if _admits(items, one, root)][: schema.get("maxItems")]
    while len(made) < schema.get("minItems", 0):
        made.append(fit(items, None, root, depth + 1))
    return made


def _fit_string(schema: Schema, value: Any) -> str:
    text = value if isinstance(value, str) else ("" if value is None else str(value))
    return clip(text, schema.get("maxLength", len(text))).ljust(schema.get("minLength", 0), "-")


def clip(text: str, most: int) -> str:
    """A text cut to at most so many characters, between two words where that is possible."""
    if len(text) <= most:
        return text
    head = text[:most]
    at = head.rfind(" ")
    return head[:at].rstrip(" ,;:") if at > most // 2 else head


def _fit_number(schema: Schema, value: Any, *, whole: bool) -> float | int:
    low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    number = value if _is_type("number", value) and math.isfinite(value) else 0
    number = min(max(number, low), high)
    return math.ceil(number) if whole else float(number)
