"""What this program counts and measures, for Prometheus.

Each instrument is a method that takes plain values, so that a part is handed the one that it needs
and nothing but this module knows of Prometheus. Keeps no registry that others could share.
"""

from __future__ import annotations

from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest

_SECONDS: Final = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_UNITS: Final = (1, 2, 5, 10, 25, 50, 100, 250, 500)


class Metrics:
    """The instruments of one running program; labels hold words of ours, never ids or numbers."""

    content_type: Final = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._hooks = self._counter("hooks", "Hooks by how they were answered", "result")
        self._deliveries = self._counter("deliveries", "Outcomes sent to chats", "result")
        self._telegram = self._counter(
            "telegram_requests", "Requests to Telegram", "method", "result"
        )
        self._pbx = self._histogram(
            "pbx_request_seconds", "Requests to the PBX", _SECONDS, "endpoint", "status"
        )
        self._groups = self._histogram("store_group_units", "Writes in one commit", _UNITS)
        self._commits = self._histogram("store_commit_seconds", "Length of a commit", _SECONDS)
        self._stall = Gauge(
            "pbxbot_loop_stall_seconds",
            "How late the event loop last ran a timer",
            registry=self._registry,
        )

    def count_hook(self, result: str) -> None:
        """A hook was answered: accepted, unknown, too_large, too_slow, busy, failed or cut_off."""
        self._hooks.labels(result).inc()

    def count_delivery(self, result: str) -> None:
        """A delivery was sent, or ended otherwise."""
        self._deliveries.labels(result).inc()

    def count_telegram(self, method: str, result: str) -> None:
        """A request to Telegram came back, or did not."""
        self._telegram.labels(method, result).inc()

    def time_pbx(self, endpoint: str, status: str, seconds: float) -> None:
        """A request to the PBX took so long; `status` is its HTTP status or why there is none."""
        self._pbx.labels(endpoint, status).observe(seconds)

    def time_commit(self, units: int, seconds: float) -> None:
        """The store committed so many writes together."""
        self._groups.observe(units)
        self._commits.observe(seconds)

    def show_stall(self, seconds: float) -> None:
        """The event loop was late by so much."""
        self._stall.set(seconds)

    def render(self) -> bytes:
        """Everything in Prometheus' text format, of `content_type`."""
        return generate_latest(self._registry)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"pbxbot_{name}", meaning, labels, registry=self._registry)

    def _histogram(
        self, name: str, meaning: str, buckets: tuple[float, ...], *labels: str
    ) -> Histogram:
        return Histogram(
            f"pbxbot_{name}", meaning, labels, buckets=buckets, registry=self._registry
        )
