"""How well probabilities rank and how well they are calibrated, without a library."""

from collections.abc import Sequence
from itertools import groupby, pairwise
from operator import itemgetter


def auc(labels: Sequence[bool], scores: Sequence[float]) -> float:
    """Area under the ROC curve: how often a positive is scored above a negative; ties count half.

    Raises:
        ValueError: all labels are equal, so there is nothing to rank.
    """
    positives = sum(labels)
    negatives = len(labels) - positives
    if not positives or not negatives:
        raise ValueError("all labels are equal")
    ranked = sorted(zip(scores, labels, strict=True))
    rank, total = 0, 0.0
    for _, group in groupby(ranked, key=itemgetter(0)):
        tied = [label for _, label in group]
        total += sum(tied) * (rank + (len(tied) + 1) / 2)
        rank += len(tied)
    return (total - positives * (positives + 1) / 2) / (positives * negatives)


def calibration_error(labels: Sequence[bool], scores: Sequence[float], bins: int = 10) -> float:
    """Expected calibration error: mean |predicted - observed rate| over bins of equal size."""
    ranked = sorted(zip(scores, labels, strict=True))
    edges = [round(len(ranked) * edge / bins) for edge in range(bins + 1)]
    total = 0.0
    for low, high in pairwise(edges):
        part = ranked[low:high]
        total += abs(sum(score for score, _ in part) - sum(label for _, label in part))
    return total / len(ranked)
