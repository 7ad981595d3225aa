"""What is counted, for Prometheus: turns, how they ended and were read, errors, tokens, requests, waiting."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bridge.types import Used
from bridge.waiting.gate import Gate
from bridge.waiting.line import Line

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


SECONDS = (0.001, 0.005, 0.02, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0)
"""From an API that is passed on to, to a page whose plan has reached its limit."""


class Metrics:
    """Of one bridge."""

    def __init__(self, gates: Mapping[str, Gate], lines: Mapping[str, Line]) -> None:
        self._registry = registry = CollectorRegistry()
        self._turns = Counter("threadbridge_turns", "Turns by how they ended", ["state"], registry=registry)
        self._read_by = Counter("threadbridge_read_by", "Answers by how they were read", ["way"], registry=registry)
        self._errors = Counter("threadbridge_errors", "Failed turns by error", ["error"], registry=registry)
        self._tokens = Counter("threadbridge_tokens", "Tokens of answers", ["backend", "kind"], registry=registry)
        self._cost = Counter("threadbridge_cost_dollars", "What they cost", ["backend"], registry=registry)
        self._stood_in = Counter("threadbridge_stood_in", "Answers of a stand-in", ["backend"], registry=registry)
        self._requests = Counter(
            "threadbridge_requests", "Requests by address and status", ["route", "status"], registry=registry
        )
        self._waited = Histogram(
            "threadbridge_queue_seconds",
            "Until a question was asked",
            ["backend"],
            registry=registry,
            buckets=SECONDS,
        )
        self._began = Histogram(
            "threadbridge_first_text_seconds",
            "Until the first text of an answer",
            ["backend"],
            registry=registry,
            buckets=SECONDS,
        )
        waiting = Gauge("threadbridge_waiting", "Questions that wait at a wall", ["backend"], registry=registry)
        for name, gate in gates.items():
            waiting.labels(name).set_function(lambda gate=gate: len(gate.line))  # type: ignore[misc]
        in_line = Gauge("threadbridge_in_line", "Questions that wait for a page", ["backend"], registry=registry)
        for name, line in lines.items():
            in_line.labels(name).set_function(lambda line=line: len(line))  # type: ignore[misc]

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

    def request(self, route: str, status: int) -> None:
        """499: its caller left."""
        self._requests.labels(route, str(status)).inc()

    def waited(self, backend: str, seconds: float) -> None:
        self._waited.labels(backend).observe(seconds)

    def began(self, backend: str, seconds: float) -> None:
        self._began.labels(backend).observe(seconds)

    def exposed(self) -> bytes:
        """As Prometheus scrapes it."""
        return generate_latest(self._registry)
