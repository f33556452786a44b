"""Whether a server holds a reply to a schema, with its parsers and its drafter at work, twelve at once: `python schema.py URL`.

Prints how many of the replies are JSON of that schema; of dummy weights nothing more can be asked. A reply that ran into its limit is
counted apart, as it has no end.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import httpx2

SCHEMA = {
    "type": "object",
    "properties": {
        "assign": {
            "type": "array", "minItems": 1, "maxItems": 3,
            "items": {
                "type": "object", "properties": {"sentence": {"type": "integer"}, "certain": {"type": "boolean"}},
                "required": ["sentence", "certain"], "additionalProperties": False,
            },
        }
    },
    "required": ["assign"], "additionalProperties": False,
}  # fmt: skip


async def main(url: str) -> None:
    """Ask, and print the counts."""
    async with httpx2.AsyncClient(timeout=60, trust_env=False) as http:
        model = (await http.get(f"{url}/models")).json()["data"][0]["id"]
        form = {"type": "json_schema", "json_schema": {"name": "acts", "schema": SCHEMA, "strict": True}}

        async def one(n: int) -> str:
            body = {
                "model": model,
                "messages": [{"role": "user", "content": f"Number {n}?"}],
                "max_tokens": 300,
                "response_format": form,
            }
            answer = await http.post(f"{url}/chat/completions", json=body)
            if answer.status_code != 200:
                return f"{answer.status_code}: {answer.text[:200]}"
            choice: dict[str, Any] = answer.json()["choices"][0]
            try:
                found = json.loads(choice["message"]["content"] or "")
                return "right" if list(found) == ["assign"] else "other"
            except ValueError:
                return "cut off" if choice["finish_reason"] == "length" else f"no JSON: {choice['message']}"[:200]

        found = await asyncio.gather(*map(one, range(12)))
    print(json.dumps({what: found.count(what) for what in dict.fromkeys(found)}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
