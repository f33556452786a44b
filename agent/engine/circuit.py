"""The brain: every worker's questions go through here, and here alone a failure of the engine is tried again.

Owns: the one retry layer and the one circuit, made of a gate (who may start) and a nurse (when it is back). Promises: `ask` returns a
reply, or says why there will be none; it never hands out EngineDown. May import this room, clock and errors.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Self, TypeVar

from tenacity import AsyncRetrying, retry_if_exception_type

from agent.clock import Clock
from agent.engine.client import Engine
from agent.engine.gate import Gate, Ticket
from agent.engine.nurse import LONGEST, Deadline, Nurse, OnOutage
from agent.engine.wire import Call, Reply
from agent.errors import BudgetSpent, ContextOverflow, EngineDown, RequestRejected

PATIENCE = 12 * 3600.0

T = TypeVar("T")


class Brain:
    """Ask, and get a reply. One for all workers of a night.

    `deadline()` gives the seconds left, or None if there is no deadline; `patience` (seconds) is then how long an outage is waited out,
    and `longest` (seconds) how long at most until the next look.
    `on_outage(start, None, reason)` is called once an outage is certain, and `on_outage(start, end, reason)` when it is over.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock | None = None,
        on_outage: OnOutage | None = None,
        deadline: Deadline | None = None,
        *,
        patience: float = PATIENCE,
        longest: float = LONGEST,
    ) -> None:
        self.engine = engine
        self._gate = Gate()
        self._nurse = Nurse(
            engine,
            clock or engine.clock,
            self._gate,
            on_outage or (lambda start, end, reason: None),
            deadline or (lambda: None),
            patience,
            longest,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop(cut=True)

    @property
    def outage_seconds(self) -> float:
        """Seconds of outage until now, by the clock."""
        return self._nurse.outage_seconds

    async def ask(self, call: Call) -> Reply:
        """The engine's reply, however long that takes.

        Raises BudgetSpent at the deadline or when stopped, Fatal when patience is over, RequestRejected when the fault is this call's,
        and whatever else `Engine.think` raises but EngineDown.
        """
        return await self.through(lambda: self.engine.think(call))

    async def through(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Whatever else is asked of the engine (a probe, a trial), as patiently as `ask`, and raising as it does."""
        ticket = Ticket()
        # the waiting is done at the gate
        trying = AsyncRetrying(retry=retry_if_exception_type(EngineDown), reraise=True)
        try:
            return await trying(self._attempt, ticket, work)
        finally:
            self._gate.forget(ticket)

    async def ready(self, patience: float | None = None) -> None:
        """Wait until the engine is there: `patience` seconds, deadline or not; without it, as in any outage. Raises as `ask` does."""
        self._nurse.expect(patience)
        ticket = Ticket()
        await self._gate.enter(ticket)
        self._gate.leave(ticket)
        self._nurse.succeeded()

    def stop(self, *, cut: bool = False) -> None:
        """Wake everybody who waits with BudgetSpent. Calls in flight go on to their end; with `cut` they are broken off too."""
        self._nurse.dismiss()
        self._gate.fail(BudgetSpent("the night was asked to stop"))
        for ticket in list(self._gate.running) if cut else ():
            ticket.cut_off()

    async def _attempt(self, ticket: Ticket, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        await self._gate.enter(ticket)
        answered = True
        try:
            self._nurse.check()
            result = await ticket.run(work())
        except EngineDown as error:
            answered = False
            if not ticket.cut:
                self._nurse.failed(ticket, error)
            raise
        except (RequestRejected, ContextOverflow):
            self._nurse.answered()
            raise
        except asyncio.CancelledError:
            answered = False
            raise
        finally:
            self._gate.leave(ticket, answered=answered)
        self._nurse.succeeded()
        return result
