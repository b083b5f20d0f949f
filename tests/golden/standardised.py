#!/usr/bin/env python3
"""Prints standardised.h: what numpy and scikit-learn make of small matrices.

The matrices are those of tests/cell_scaler_test.c: padded with zeros to one
length or cut to it, StandardScaler fitted on the first five, and the
measures of the first five and of the rest.
"""
import numpy as np
import sklearn
from sklearn.preprocessing import StandardScaler

BANDS = 3
FRAMES = [5, 7, 6, 7, 3, 7, 9, 1]
TRAINED = 5
LENGTHS = [
    [7],
    [20000, 10000],
    [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000],
    [15000, 15001, 30000, 20000, 17500, 16000],
    [1293, 1293, 1293, 1320, 1293, 1294, 1296],
]


def value(track, band, frame):
    if band == 2:
        return -80.0 if track % 2 == 0 or frame != 1 else -79.5
    return (track * 7919 + band * 104729 + frame * 1299709) % 1009 / 64 - 7


def matrix(track, length):
    out = np.zeros((BANDS, length), np.float32)
    for band in range(BANDS):
        for frame in range(min(FRAMES[track], length)):
            out[band, frame] = value(track, band, frame)
    return out.ravel().astype(np.float64)


def main():
    print("/* Made by standardised.py with numpy %s and scikit-learn %s. */"
          % (np.__version__, sklearn.__version__))
    print("static const struct measured measured[] = {")
    for length in (9, 4):
        rows = np.array([matrix(i, length) for i in range(len(FRAMES))])
        scaler = StandardScaler().fit(rows[:TRAINED])
        for name, part in ("train", rows[:TRAINED]), ("rest", rows[TRAINED:]):
            part = scaler.transform(part)
            print("    {%d, %d, %.17g, %.17g, %.17g, %.17g}," %
                  (length, name == "train", part.mean(), part.std(),
                   part.min(), part.max()))
    print("};\n")
    print("static const struct percentile percentiles[] = {")
    for lengths in LENGTHS:
        print("    {%d, {%s}, %d}," %
              (len(lengths), ", ".join(map(str, lengths)),
               int(np.percentile(lengths, 70))))
    print("};")


main()
