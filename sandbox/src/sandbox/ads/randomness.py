"""Counter-based randomness: a number depends on its keys alone, never on what was drawn before."""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_GAMMA = np.uint64(0x9E3779B97F4A7C15)


def uniform(seed: int, *keys: Any) -> Floats:
    """Numbers in (0, 1), one for each combination of keys (integers, broadcast together).

    SplitMix64 (Steele, Lea and Flood, 2014) over the keys, so that any window in any order, on
    any machine, gives the same rows.
    """
    with np.errstate(over="ignore"):  # unsigned overflow is the algorithm
        state = _mix(np.asarray(seed, dtype=np.uint64))
        for key in keys:
            state = _mix(state ^ np.asarray(key, dtype=np.uint64))
    return ((state >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53


def normal(seed: int, *keys: Any) -> Floats:
    """Standard normal numbers (Box and Muller), one for each combination of keys."""
    return np.sqrt(-2 * np.log(uniform(seed, *keys, 1))) * np.cos(
        2 * np.pi * uniform(seed, *keys, 2)
    )


def _mix(state: Any) -> Any:
    state = state + _GAMMA
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))
