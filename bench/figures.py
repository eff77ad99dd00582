"""What a benchmark reports."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; `ratio` is value / baseline, where there is one."""

    name: str
    value: float
    unit: str
    baseline: str = ""
    baseline_value: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.baseline_value if self.baseline_value else None

    def line(self) -> str:
        """One line for a terminal."""
        text = f"{self.name:<48} {self.value:>12,.2f} {self.unit}"
        if self.ratio is not None:
            text += f"   {self.ratio:.2f} x {self.baseline} ({self.baseline_value:,.2f})"
        return text
