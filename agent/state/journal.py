"""The journal: every reply that was paid for, as it came, and every act with its observation. Append-only.

Owns the tables steps and acts. What to do next in an episode is a function of these rows alone.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agent.engine.wire import RawAct, Reply, Usage
from agent.state.plain import insert, insert_all, update
from agent.state.store import Part, built


@dataclass(frozen=True, slots=True)
class ActRecord:
    """An act and what came of it. `observation` is None until it was done."""

    id: str
    step: int
    n: int
    name: str
    arguments: dict[str, Any]
    observation: str | None
    accepted: bool


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One reply. `parsed` is false until its acts (or its `fault`) stand beside it; `permitted` are the acts of that step."""

    id: int
    episode: str
    attempt: int
    parsed: bool
    fault: str
    reply: Reply
    wire: str
    permitted: str
    acts: tuple[ActRecord, ...]

    def is_over(self) -> bool:
        """Whether it was looked at, and all that it asks for is done."""
        return self.parsed and all(act.observation is not None for act in self.acts)


class Journal(Part):
    """What was said."""

    def record_reply(
        self, episode: str, attempt: int, night: int, at: str, wire: str, permitted: str, reply: Reply
    ) -> int:
        """Commit a reply before anything looks at it; returns the step's id."""
        row = {
            "episode": episode, "attempt": attempt, "night": night, "at": at, "wire": wire, "acts": permitted,
            "raw": reply.raw, "parsed": 0, "fault": "", "finish": reply.finish, "reasoning": reply.reasoning, "model": reply.model,
            "content": json.dumps({"content": reply.content, "tool_calls": reply.tool_calls}, ensure_ascii=False),
            "prompt_tokens": reply.usage.prompt, "cached_tokens": reply.usage.cached,
            "completion_tokens": reply.usage.completion, "seconds": reply.usage.seconds,
        }  # fmt: skip
        with self._transaction("reply") as db:
            return insert(db, "steps", row)

    def record_acts(self, step: int, acts: list[RawAct]) -> None:
        """Commit what the reply asks for; the acts get ids of our own making."""
        with self._transaction("acts") as db:
            insert_all(
                db,
                "acts",
                (
                    {"id": f"{step}:{n}", "step": step, "n": n, "name": act.name, "observation": None, "accepted": 0}
                    | {"arguments": json.dumps(act.arguments, ensure_ascii=False)}
                    for n, act in enumerate(acts)
                ),
            )
            update(db, "steps", step, {"parsed": 1})

    def record_fault(self, step: int, fault: str) -> None:
        """Commit that the reply cannot be acted on, and why."""
        self._set("fault", "steps", step, parsed=1, fault=fault)

    def observed(self, act: str, observation: str, *, accepted: bool) -> None:
        """Inside the caller's transaction, with the act's effect: what came of it."""
        update(self._db, "acts", act, {"observation": observation, "accepted": int(accepted)})

    def steps(self, episode: str, attempt: int, after: int = 0) -> list[StepRecord]:
        """The steps of one attempt at an episode, oldest first; only those after the step with that id."""
        asked = [episode, attempt, after]
        rows = self._query("SELECT * FROM steps WHERE episode = ? AND attempt = ? AND id > ? ORDER BY id", asked)
        found = "SELECT * FROM acts WHERE step IN (SELECT id FROM steps WHERE episode = ? AND attempt = ? AND id > ?) ORDER BY step, n"
        acts: dict[int, list[ActRecord]] = defaultdict(list)
        for act in self._query(found, asked) if rows else ():
            made = {"arguments": json.loads(act["arguments"]), "accepted": bool(act["accepted"])}
            acts[act["step"]].append(built(ActRecord, act, **made))
        return [self._step(row, acts[row["id"]]) for row in rows]

    def accepted(self, name: str, episodes: str) -> dict[str, list[dict[str, Any]]]:
        """The arguments of the acts of that name that had an effect, by episode, of those whose ids begin with `episodes`."""
        rows = self._query(
            "SELECT episode, arguments FROM acts JOIN steps ON steps.id = acts.step WHERE name = ? AND accepted = 1 "
            "AND substr(episode, 1, ?) = ? ORDER BY step, n",
            [name, len(episodes), episodes],
        )
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            found[row["episode"]].append(json.loads(row["arguments"]))
        return found

    def usage(self, night: int | None = None) -> dict[str, Any]:
        """Calls and tokens, of one night or of all: calls, prompt_tokens, cached_tokens, completion_tokens, seconds, bad."""
        where, arguments = ("WHERE night = ?", [night]) if night is not None else ("", [])
        row = self._db.execute(
            "SELECT count(*), coalesce(sum(prompt_tokens), 0), coalesce(sum(cached_tokens), 0), "  # noqa: S608
            "coalesce(sum(completion_tokens), 0), coalesce(sum(seconds), 0), coalesce(sum(fault != ''), 0) "
            f"FROM steps {where}",
            arguments,
        ).fetchone()
        names = ("calls", "prompt_tokens", "cached_tokens", "completion_tokens", "seconds", "bad")
        return dict(zip(names, row, strict=True))

    def tokens_after(self, step: int, night: int) -> tuple[int, int, int]:
        """What a night's replies after that step cost: (the last step, prompt tokens, completion tokens).

        For who asks again and again: the rows hold whole replies, and adding all up each time would be reading them all.
        """
        row = self._db.execute(
            "SELECT coalesce(max(id), ?), coalesce(sum(prompt_tokens), 0), coalesce(sum(completion_tokens), 0) "
            "FROM steps WHERE id > ? AND night = ?",
            [step, step, night],
        ).fetchone()
        return int(row[0]), int(row[1]), int(row[2])

    def refusals(self, night: int) -> list[str]:
        """Why acts of a night were refused, each as often as it was said."""
        rows = self._query(
            "SELECT observation FROM acts JOIN steps ON steps.id = acts.step WHERE accepted = 0 AND observation IS NOT NULL AND night = ?",
            [night],
        )
        return [row["observation"] for row in rows]

    def course(self, night: int) -> list[tuple[str, int, int, int, int]]:
        """What a night's replies cost, ten minutes a row: (ISO time of its begin; prompt, cached and completion tokens; calls)."""
        rows = self._db.execute(
            "SELECT substr(at, 1, 15), sum(prompt_tokens), sum(cached_tokens), sum(completion_tokens), count(*) FROM steps WHERE night = ? "
            "GROUP BY 1 ORDER BY 1",
            [night],
        )
        return [(f"{at}0", prompt, cached, completion, calls) for at, prompt, cached, completion, calls in rows]

    def depths(self, night: int) -> tuple[int, int]:
        """How deep a night's conversations were, in tokens: the median of its calls, and the 95th of a hundred."""
        rows = self._db.execute(
            "SELECT prompt_tokens + completion_tokens FROM steps WHERE night = ? ORDER BY 1", [night]
        )
        found = [int(row[0]) for row in rows]
        return (found[len(found) // 2], found[min(len(found) - 1, len(found) * 95 // 100)]) if found else (0, 0)

    def windows_read(self, night: int) -> int:
        """How many windows a night read, or began to."""
        found = "SELECT count(DISTINCT episode) FROM steps WHERE night = ? AND episode LIKE 'read:%'"
        return int(self._db.execute(found, [night]).fetchone()[0])

    def windows_ended(self, night: int) -> int:
        """How many windows a night has read, or given up; what it is at is none of them."""
        found = (
            "SELECT count(DISTINCT s.episode) FROM steps s JOIN episodes e ON e.id = s.episode "
            "WHERE s.night = ? AND e.kind = 'read' AND e.state IN ('done', 'set_aside')"
        )
        return int(self._db.execute(found, [night]).fetchone()[0])

    def documents_read(self, night: int) -> int:
        """How many documents were read in a night, one window of each at least; what was found unchanged was not."""
        slug = "substr(episode, 6, instr(substr(episode, 6), ':') - 1)"
        found = f"SELECT count(DISTINCT {slug}) FROM steps WHERE night = ? AND episode LIKE 'read:%'"  # noqa: S608
        return int(self._db.execute(found, [night]).fetchone()[0])

    def models(self) -> set[str]:
        """Every model that answered in a night."""
        return {row["model"] for row in self._query("SELECT DISTINCT model FROM steps WHERE night > 0")}

    @staticmethod
    def _step(row: dict[str, Any], acts: Sequence[ActRecord]) -> StepRecord:
        body = json.loads(row["content"])
        usage = Usage(row["prompt_tokens"], row["cached_tokens"], row["completion_tokens"], row["seconds"])
        calls = tuple((name, arguments) for name, arguments in body["tool_calls"])
        reply = Reply(row["raw"], body["content"], calls, row["reasoning"], row["finish"], usage, row["model"])
        return built(StepRecord, row, parsed=bool(row["parsed"]), reply=reply, permitted=row["acts"], acts=tuple(acts))
