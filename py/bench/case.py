# SPDX-License-Identifier: MIT
"""What is blurred, and the Gaussian it is blurred with."""

from typing import NamedTuple, Optional

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Weights = npt.NDArray[np.float64]

NAMES = {1: "grey", 3: "RGB", 4: "RGBA"}


class Case(NamedTuple):
    width: int
    height: int
    channels: int
    threads: int
    kernel: int
    own_sigma: Optional[float] = None  # or that which belongs to the kernel size

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
    def group(self) -> tuple[int, int, int, int]:
        """All but the kernel: what a table and a panel of the plot have in common."""
        return self[:4]

    def __str__(self) -> str:
        threads = "1 thread" if self.threads == 1 else f"{self.threads} threads"
        return f"{self.width}x{self.height} {NAMES[self.channels]}, {threads}"
