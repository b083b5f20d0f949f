#!/usr/bin/env python3
"""Prints facets.h: what PyWavelets, numpy and scikit-learn make of the
signals and matrices of tests/whole_track_test.c.

Energies of wavelet levels over time, in dB; and matrices filled with zeros
to one length, or cut to it, standardised per cell by the first five.
"""
import numpy as np
import pywt
import sklearn
from sklearn.preprocessing import StandardScaler

BANDS = 24
FRAMES = [5, 7, 6, 7, 3, 7, 9, 1]
TRAINED = 5
LENGTH = 7
HOP = 512


def sample(i):
    return np.float32((i * 7919 % 1009 - 504) / 2048)


def energies(count):
    levels = pywt.wavedec(np.array([sample(i) for i in range(count)],
                                   np.float32), "db1", level=5)
    rows = []
    for level, values in enumerate(levels):
        size = HOP >> (5 if level == 0 else 6 - level)
        values = values.astype(np.float64) ** 2
        rows.append([10 * np.log10(max(values[i:i + size].mean(), 1e-10))
                     for i in range(0, len(values), size)])
    return np.array(rows)


def value(track, band, frame):
    if band == 2:
        return -80.0 if track % 2 == 0 or frame != 1 else -79.5
    return (track * 7919 + band * 104729 + frame * 1299709) % 1009 / 64 - 7


def matrix(track):
    out = np.zeros((BANDS, LENGTH), np.float32)
    for band in range(BANDS):
        for frame in range(min(FRAMES[track], LENGTH)):
            out[band, frame] = value(track, band, frame)
    return out.ravel()


def show(values):
    for i in range(0, len(values), 3):
        print("    %s," % ", ".join("%.9g" % v for v in values[i:i + 3]))
    print("};")


def main():
    print("/* Made by facets.py with PyWavelets %s, numpy %s and scikit-learn "
          "%s. */" % (pywt.__version__, np.__version__, sklearn.__version__))
    for name, count in ("even", 3072), ("odd", 3001):
        rows = energies(count)
        print("static const double %s_energies[%d] = {" % (name, rows.size))
        show(rows.ravel())
        print()
    rows = np.array([matrix(i) for i in range(len(FRAMES))])
    scaled = StandardScaler().fit(rows[:TRAINED]).transform(rows)
    scaled = scaled.reshape(len(FRAMES), BANDS, LENGTH)[:, [0, 2, 23], :]
    print("/* track x (rows 0, 2 and 23) x frame */")
    print("static const double standardised[%d] = {" % scaled.size)
    show(scaled.ravel())


main()
