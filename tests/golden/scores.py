#!/usr/bin/env python3
"""Prints scores.h: what others make of the probabilities and the counts of
tests/score_probability_test.c.

Top-2 accuracy and log loss are scikit-learn's, McNemar's test is that of
statsmodels, Student's t that of scipy.  The expected calibration error has no home in either: it is
written here a second time, with numpy's digitize().
"""
import numpy as np
import scipy
import sklearn
import statsmodels
from sklearn.metrics import log_loss, top_k_accuracy_score
from scipy.stats import t as student
from statsmodels.stats.contingency_tables import mcnemar

EXAMPLES, CLASSES, BINS = 60, 5, 15
COUNTS = [(0, 0), (0, 1), (1, 0), (3, 3), (2, 9), (9, 2), (12, 25), (0, 24),
          (40, 41), (100, 160), (480, 520), (1000, 1), (480, 521), (3000, 3100),
          (700, 710)]
DIFFERENCES = [
    [0.01, 0.02],
    [-0.03, 0.01, -0.02],
    [0.05, 0.04, 0.06, 0.05, 0.03],
    [0.1, -0.1, 0.02, 0.03, -0.04, 0.01, 0, 0.02, 0.05, 0.03],
    [0.2, 0.21, 0.19, 0.2, 0.22, 0.18, 0.2, 0.2, 0.21, 0.19],
]


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
    print("/* Made by scores.py with scikit-learn %s, statsmodels %s and\n"
          " * scipy %s. */" % (sklearn.__version__, statsmodels.__version__,
                               scipy.__version__))
    print("#define TOP2 %.17g" % top_k_accuracy_score(y, p, k=2))
    print("#define LOG_LOSS %.17g" % log_loss(y, p))
    print("#define CALIBRATION %.17g\n" % calibration(y, p))
    print("static const struct tested tested[] = {")
    for b, c in COUNTS:
        exact = b + c <= 1000
        p = mcnemar([[0, b], [c, 0]], exact=exact, correction=True).pvalue
        print("    {%d, %d, %.17g}," % (b, c, min(p, 1)))
    print("};")
    print()
    print("static const struct resampled resampled[] = {")
    for d in DIFFERENCES:
        n = len(d)
        t = np.mean(d) / np.sqrt(np.var(d, ddof=1) * (1 / n + 200 / 600))
        print("    {%d, {%s}, %.17g}," %
              (n, ", ".join(map(str, d)), 2 * student.sf(abs(t), n - 1)))
    print("};\n")
    print("static const struct far far[] = {")
    for t in (0, 0.1, 1, -2.5, 10):
        for freedom in (1, 2, 9, 999):
            print("    {%g, %g, %.17g}," %
                  (t, freedom, 2 * student.sf(abs(t), freedom)))
    print("};")


main()
