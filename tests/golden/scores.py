#!/usr/bin/env python3
"""Prints scores.h: what others make of the probabilities and the counts of
tests/score_probability_test.c.

Top-2 accuracy and log loss are scikit-learn's, McNemar's test is that of
statsmodels.  The expected calibration error has no home in either: it is
written here a second time, with numpy's digitize().
"""
import numpy as np
import sklearn
import statsmodels
from sklearn.metrics import log_loss, top_k_accuracy_score
from statsmodels.stats.contingency_tables import mcnemar

EXAMPLES, CLASSES, BINS = 60, 5, 15
COUNTS = [(0, 0), (0, 1), (1, 0), (3, 3), (2, 9), (9, 2), (12, 25), (0, 24),
          (40, 41), (100, 160), (480, 520), (1000, 1), (480, 521), (3000, 3100),
          (700, 710)]


def probabilities():
    raw = np.array([[(i * 7919 + k * 104729 + i * k * 31) % 97 * 5 + k + 1
                     for k in range(CLASSES)] for i in range(EXAMPLES)],
                   np.float32)
    raw = raw * raw
    return raw / raw.sum(1, keepdims=True, dtype=np.float32)


def labels():
    return np.array([(i * 13 + i // 7) % CLASSES for i in range(EXAMPLES)])


def calibration(y, p):
    confidence, right = p.max(1), p.argmax(1) == y
    which = np.digitize(confidence, np.arange(1, BINS + 1) / BINS, right=True)
    return sum(abs(right[which == b].mean() - confidence[which == b].mean()) *
               (which == b).mean() for b in np.unique(which))


def main():
    y, p = labels(), probabilities().astype(np.float64)
    print("/* Made by scores.py with scikit-learn %s and statsmodels %s. */"
          % (sklearn.__version__, statsmodels.__version__))
    print("#define TOP2 %.17g" % top_k_accuracy_score(y, p, k=2))
    print("#define LOG_LOSS %.17g" % log_loss(y, p))
    print("#define CALIBRATION %.17g\n" % calibration(y, p))
    print("static const struct tested tested[] = {")
    for b, c in COUNTS:
        exact = b + c <= 1000
        p = mcnemar([[0, b], [c, 0]], exact=exact, correction=True).pvalue
        print("    {%d, %d, %.17g}," % (b, c, min(p, 1)))
    print("};")


main()
