# SPDX-License-Identifier: MIT
"""Who runs when, so that what else the machine does meets every contestant alike."""

import random
from collections.abc import Iterator


def turns(rounds: list[int]) -> Iterator[tuple[int, int]]:
    """Yields the round and whose turn it is, by place. Round by round each runs once; one with
    fewer rounds sits out evenly. The order changes, for whoever follows one that leaves the caches
    to others is slower."""
    shuffle = random.Random(1).shuffle
    most = max(rounds, default=0)
    for turn in range(most):
        order = list(enumerate(rounds))
        shuffle(order)
        for place, own in order:
            if turn * own % most < own:
                yield turn, place
