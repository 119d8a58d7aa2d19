"""Random streams, one for each drawn thing, so that adding a thing shifts no other."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def stream(seed: int, *names: object) -> np.random.Generator:
    """The stream of the thing called `names` under `seed`.

    Examples:
        >>> a = stream(1, "blackmail", 0, "names").integers(1000)
        >>> b = stream(1, "blackmail", 0, "names").integers(1000)
        >>> bool(a == b)
        True
    """
    # Imported here: listing what there is must not wait for numpy.
    import numpy as np

    key = "\x1f".join([str(seed), *(str(name) for name in names)])
    words = hashlib.sha256(key.encode()).digest()[:16]
    return np.random.Generator(np.random.PCG64(int.from_bytes(words)))


FEWEST_APART = 3
"""Fewest options of which neighboring blocks can be kept apart."""


@lru_cache(maxsize=65536)
def balanced(seed: int, draw: int, options: int, *names: object) -> int:
    """Which of `options` a draw gets, balanced over draws.

    Each run of `options` consecutive draws gets each option once, in an order of its
    own, and two neighbours never get the same one (from three options on). Over many
    draws every option is equally frequent, so wording adds no chance imbalance.

    Remembered, since every arm of a draw asks for the same.

    Returns:
        An index in `[0, options)`.
    """
    if options == 1:
        return 0
    block, place = divmod(draw, options)
    order = stream(seed, *names, block).permutation(options)
    if block and options >= FEWEST_APART:
        before = stream(seed, *names, block - 1).permutation(options)[-1]
        if order[0] == before:
            order[[0, 1]] = order[[1, 0]]
    return int(order[place])
