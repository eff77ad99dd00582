"""The metrics that a process serves at /metrics, in Prometheus's text format."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

PREFIX = "liangting_"
Read = Callable[[], float]


@dataclass(frozen=True, slots=True)
class _Metric:
    family: type[GaugeMetricFamily] | type[CounterMetricFamily]
    name: str
    help: str
    read: Read


class Metrics(Collector):
    """Figures that are read when /metrics is requested, with name and help text; never a person, a text or a choice."""

    def __init__(self) -> None:
        self._meters: list[_Metric] = []

    def gauge(self, name: str, help: str, read: Read) -> None:
        """Add a figure that rises and falls."""
        self._meters.append(_Metric(GaugeMetricFamily, name, help, read))

    def counter(self, name: str, help: str, read: Read) -> None:
        """Add a figure that only grows while the process lives."""
        self._meters.append(_Metric(CounterMetricFamily, name, help, read))

    def collect(self) -> Iterator[Metric]:
        for meter in self._meters:
            yield meter.family(PREFIX + meter.name, meter.help, value=meter.read())

    def render(self) -> bytes:
        """Return all figures, including those of the process and its garbage collector, in Prometheus's text format."""
        registry = CollectorRegistry()
        registry.register(self)
        ProcessCollector(registry=registry)
        GCCollector(registry=registry)
        return generate_latest(registry)
