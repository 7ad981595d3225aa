"""What is counted, for Prometheus: turns by how they ended, how answers were read, errors, tokens, who waits."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from bridge.types import Used
from bridge.waiting import Gate

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Of one bridge."""

    def __init__(self, gates: Mapping[str, Gate]) -> None:
        self._registry = registry = CollectorRegistry()
        self._turns = Counter("threadbridge_turns", "Turns by how they ended", ["state"], registry=registry)
        self._read_by = Counter("threadbridge_read_by", "Answers by how they were read", ["way"], registry=registry)
        self._errors = Counter("threadbridge_errors", "Failed turns by error", ["error"], registry=registry)
        self._tokens = Counter("threadbridge_tokens", "Tokens of answers", ["backend", "kind"], registry=registry)
        self._cost = Counter("threadbridge_cost_dollars", "What they cost", ["backend"], registry=registry)
        self._stood_in = Counter("threadbridge_stood_in", "Answers of a stand-in", ["backend"], registry=registry)
        waiting = Gauge("threadbridge_waiting", "Questions that wait at a wall", ["backend"], registry=registry)
        for name, gate in gates.items():
            waiting.labels(name).set_function(lambda gate=gate: len(gate.line))  # type: ignore[misc]

    def ended(self, state: str) -> None:
        self._turns.labels(state).inc()

    def read(self, way: str) -> None:
        if way:
            self._read_by.labels(way).inc()

    def error(self, error: BaseException) -> None:
        self._errors.labels(type(error).__name__).inc()

    def used(self, backend: str, used: Used | None) -> None:
        if used is not None:
            self._tokens.labels(backend, "prompt").inc(used.prompt)
            self._tokens.labels(backend, "completion").inc(used.completion)
            self._cost.labels(backend).inc(used.cost or 0.0)

    def stood_in(self, backend: str) -> None:
        self._stood_in.labels(backend).inc()

    def exposed(self) -> bytes:
        """As Prometheus scrapes it."""
        return generate_latest(self._registry)
