"""What this program counts and measures, for Prometheus.

Each instrument is a method that takes plain values, so that a part is handed the one that it needs
and nothing but this module knows of Prometheus. Keeps no registry that others could share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.registry import Collector

_SECONDS: Final = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
#: What is read from the store for each scrape, and what it means.
_OF_STORE: Final = MappingProxyType(
    {
        "accounts_down": "PBX accounts that do not answer",
        "deliveries_due": "Outcomes that chats have not got",
        "deliveries_oldest_due_seconds": "For how long the oldest of them has waited",
        "digests_open": "Messages for many outcomes that gather on",
    }
)
_UNITS: Final = (1, 2, 5, 10, 25, 50, 100, 250, 500)


class _Waiting(Collector):
    """The gauges that are read from the store for each scrape; without an answer, only that."""

    def __init__(self) -> None:
        #: The values by the names of `_OF_STORE`.
        self.known: Mapping[str, float] | None = None
        self.open_calls: Mapping[str, int] = {}

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield GaugeMetricFamily(
            "pbxbot_store_figures_known",
            "Whether the store said in time what is open and what waits",
            self.known is not None,
        )
        if self.known is None:
            return
        for name, value in self.known.items():
            yield GaugeMetricFamily(f"pbxbot_{name}", _OF_STORE[name], value)
        calls = GaugeMetricFamily("pbxbot_calls_open", "Calls not settled", labels=["state"])
        for state, count in self.open_calls.items():
            calls.add_metric([state], count)
        yield calls


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
        self._stalls = self._histogram(
            "loop_stall_seconds", "How late the event loop ran a timer", _SECONDS
        )
        self._settled = self._counter("calls_settled", "Calls that settled", "kind", "outcome")
        self._looks = self._counter("reconcile_looks", "Calls that were looked up", "result")
        self._pauses = self._counter("telegram_pauses", "Waits that Telegram asked for", "reason")
        self._paused = self._counter(
            "telegram_pause_seconds", "Length of the waits that Telegram asked for", "reason"
        )
        self._connected = Gauge(
            "pbxbot_telegram_connected",
            "Whether Telegram answered the last request for updates",
            registry=self._registry,
        )
        self._waiting = _Waiting()
        self._registry.register(self._waiting)

    def count_hook(self, result: str) -> None:
        """A hook was answered: accepted, unknown, too_large, too_slow, busy, failed or cut_off."""
        self._hooks.labels(result).inc()

    def count_delivery(self, result: str, deliveries: int = 1) -> None:
        """So many deliveries were sent, gathered into a digest, or ended otherwise."""
        self._deliveries.labels(result).inc(deliveries)

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

    def time_stall(self, seconds: float) -> None:
        """The event loop was late by so much."""
        self._stalls.observe(seconds)

    def count_settled(self, kind: str, outcome: str, calls: int) -> None:
        """So many calls settled; without an outcome, the state in which they did."""
        self._settled.labels(kind, outcome).inc(calls)

    def count_looks(self, result: str, calls: int) -> None:
        """So many calls were looked up: found, not_found or failed."""
        self._looks.labels(result).inc(calls)

    def count_pause(self, reason: str, seconds: float) -> None:
        """Telegram makes us wait: a chat, all chats, or a chat in slow_mode."""
        self._pauses.labels(reason).inc()
        self._paused.labels(reason).inc(seconds)

    def show_connected(self, connected: bool) -> None:
        """Telegram answered, or did not."""
        self._connected.set(connected)

    def show_waiting(
        self,
        *,
        open_calls: Mapping[str, int],
        due: int,
        oldest_due_seconds: float,
        digests: int,
        down: int,
    ) -> None:
        """What is open and what waits at this moment, as the store has it."""
        self._waiting.known = {
            "accounts_down": down,
            "deliveries_due": due,
            "deliveries_oldest_due_seconds": oldest_due_seconds,
            "digests_open": digests,
        }
        self._waiting.open_calls = open_calls

    def hide_waiting(self) -> None:
        """The store did not say in time: no old figures are shown for new ones."""
        self._waiting.known = None

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
