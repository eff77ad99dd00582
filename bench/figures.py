"""The figures that benchmarks report."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; `ratio` is value / baseline, or None without a baseline."""

    name: str
    value: float
    unit: str
    baseline: str = ""
    baseline_value: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.baseline_value if self.baseline_value else None

    def line(self) -> str:
        """Return the figure as one line for a terminal."""
        text = f"{self.name:<62} {_readable(self.value):>12} {self.unit}"
        if self.ratio is not None and self.baseline_value is not None:
            text += f"   {self.ratio:.2f} x {self.baseline} ({_readable(self.baseline_value)})"
        return text


def _readable(value: float) -> str:
    return f"{value:,.3f}" if abs(value) < 10 else f"{value:,.1f}"
