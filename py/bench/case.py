# SPDX-License-Identifier: MIT
"""What is blurred, and the Gaussian it is blurred with."""

from typing import Any, NamedTuple, Optional

import numpy as np
import numpy.typing as npt

from blur._names import SampleName

Pixels = npt.NDArray[Any]  # of one of SAMPLES
Weights = npt.NDArray[np.float64]

NAMES = {1: "grey", 3: "RGB", 4: "RGBA"}
BYTES: SampleName = "uint8"
WHITE: dict[SampleName, float] = {BYTES: 255.0, "uint16": 65535.0, "float32": 1.0}
# What errors are counted in. Floats have no levels; this much of white is what the library lets
# them be off.
UNIT: dict[SampleName, float] = {BYTES: 1.0, "uint16": 1.0, "float32": 1e-5}
SAMPLES = tuple(WHITE)


class Case(NamedTuple):
    width: int
    height: int
    channels: int
    threads: int
    kernel: int
    own_sigma: Optional[float] = None  # or that which belongs to the kernel size
    sample: SampleName = BYTES

    @property
    def sigma(self) -> float:
        """The standard deviation."""
        if self.own_sigma is not None:
            return self.own_sigma
        return 0.3 * ((self.kernel - 1) / 2 - 1) + 0.8

    @property
    def radius(self) -> int:
        return self.kernel // 2

    @property
    def weights(self) -> Weights:
        """The weights along one axis, which sum to one."""
        steps = np.arange(-self.radius, self.radius + 1, dtype=np.float64)
        values = np.exp(-(steps**2) / (2 * self.sigma**2))
        return np.asarray(values / values.sum(), dtype=np.float64)

    @property
    def shape(self) -> tuple[int, int, int]:
        return self[:3]

    @property
    def group(self) -> tuple[int, int, int, int, str]:
        """All but the kernel: what a table and a panel of the plot have in common."""
        return (*self[:4], self.sample)

    def __str__(self) -> str:
        threads = "1 thread" if self.threads == 1 else f"{self.threads} threads"
        sample = "" if self.sample == BYTES else f" {self.sample}"
        return f"{self.width}x{self.height} {NAMES[self.channels]}{sample}, {threads}"
