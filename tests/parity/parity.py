#!/usr/bin/env python3
"""Compares every feature of every real track with librosa and PyWavelets.

    GENRELAB_GTZAN=DIR parity.py DUMP [--tracks N]

DUMP is the program beside this script; DIR holds audio/genres and
features_30_sec.csv.  Prints the largest difference of each feature with the
track it is on, then each column of stats against librosa and against the
published table.  Fails when a bar of the design is broken.
"""
import argparse
import csv
import glob
import os
import subprocess
import sys
import tempfile
import warnings

try:
    import librosa
    import numpy as np
    import pywt
except ImportError as missing:
    print("skipped: %s" % missing)
    sys.exit(0)

# Absolute for the first three, relative to the track's largest for the last.
BARS = {"mel": 0.01, "mfcc": 0.02, "chroma": 1e-3, "wavelet": 1e-5}
STATS_BAR = 1e-3
RATE = 22050


def reference(y):
    f = librosa.feature
    return {
        "mel": librosa.power_to_db(f.melspectrogram(y=y, sr=RATE)),
        "mfcc": f.mfcc(y=y, sr=RATE, n_mfcc=40, hop_length=256),
        "chroma": f.chroma_stft(y=y, sr=RATE, n_chroma=24, hop_length=256),
        "wavelet": np.concatenate(pywt.wavedec(y, "db1", level=5))[None],
    }


def stats(y):
    f = librosa.feature
    harmony, perceptr = librosa.effects.hpss(y)
    rows = [f.chroma_stft(y=y, sr=RATE), f.rms(y=y),
            f.spectral_centroid(y=y, sr=RATE),
            f.spectral_bandwidth(y=y, sr=RATE),
            f.spectral_rolloff(y=y, sr=RATE), f.zero_crossing_rate(y),
            harmony, perceptr]
    out = []
    for row in rows:
        out += [np.mean(row, dtype="f8"), np.var(row, dtype="f8")]
    out.append(np.atleast_1d(librosa.beat.beat_track(y=y, sr=RATE)[0])[0])
    for row in f.mfcc(y=y, sr=RATE):
        out += [np.mean(row, dtype="f8"), np.var(row, dtype="f8")]
    return np.array(out)


def published(folder):
    path = os.path.join(folder, "features_30_sec.csv")
    if not os.path.exists(path):
        return None, {}
    with open(path) as stream:
        rows = list(csv.DictReader(stream))
    names = [n for n in rows[0] if n not in ("filename", "length", "label")]
    return names, {row["filename"].rsplit(".", 1)[0]:
                   np.array([float(row[n]) for n in names]) for row in rows}


def load(folder, path, feature, shape):
    name = "%s.%s.f32" % (os.path.basename(path), feature)
    values = np.fromfile(os.path.join(folder, name), dtype=np.float32)
    os.remove(os.path.join(folder, name))
    return values.reshape(shape)


class Worst:
    """The largest difference of each feature, and where it is."""

    def __init__(self):
        self.largest = {name: (-1.0, "") for name in BARS}
        self.beyond = []

    def add(self, feature, difference, track):
        if difference > self.largest[feature][0]:
            self.largest[feature] = (difference, track)
        if difference > BARS[feature]:
            self.beyond.append((feature, track, difference))


def compare(dump, path, folder, worst):
    track = os.path.basename(path).rsplit(".", 1)[0]
    subprocess.run([dump, folder, path], check=True,
                   stdout=subprocess.DEVNULL)
    y, _ = librosa.load(path, sr=RATE)
    for feature, expected in reference(y).items():
        found = load(folder, path, feature, expected.shape)
        difference = float(np.max(np.abs(found - expected)))
        if feature == "wavelet":
            difference /= float(np.max(np.abs(expected)))
        worst.add(feature, difference, track)
    load(folder, path, "mood", -1)
    return track, load(folder, path, "stats", -1), stats(y)


def print_stats(names, found, expected, table, tracks):
    """Relative differences, where the value is not next to nothing."""
    scale = np.median(np.abs(expected), axis=0) + 1e-12
    library = np.max(np.abs(found - expected) / scale, axis=0)
    print("\nstats: differences over the column's median size")
    print("%-26s %12s %16s %12s" % ("column", "librosa max", "published median",
                                    "max"))
    for i, name in enumerate(names):
        rest = ""
        if table:
            ours = np.array([table[t][i] for t in tracks])
            away = np.abs(found[:, i] - ours) / scale[i]
            rest = " %16.1e %12.1e" % (np.median(away), np.max(away))
        print("%-26s %12.1e%s" % (name, library[i], rest))
    return [n for n, d in zip(names, library) if d > STATS_BAR]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("dump")
    parser.add_argument("--tracks", type=int, default=0)
    options = parser.parse_args()
    real = os.environ.get("GENRELAB_GTZAN")
    if not real:
        print("skipped: GENRELAB_GTZAN names no folder of tracks")
        return 0
    warnings.simplefilter("ignore")
    paths = sorted(glob.glob(os.path.join(real, "audio/genres/*/*.*")))
    if options.tracks:
        paths = paths[::max(1, len(paths) // options.tracks)][:options.tracks]
    names, table = published(real)
    worst, tracks, found, expected = Worst(), [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            track, ours, theirs = compare(options.dump, path, folder, worst)
            tracks.append(track)
            found.append(ours)
            expected.append(theirs)
    print("librosa %s, numpy %s, PyWavelets %s, %d tracks" % (
        librosa.__version__, np.__version__, pywt.__version__, len(paths)))
    print("%-10s %12s %8s  %s" % ("feature", "difference", "bar", "track"))
    for feature, (difference, track) in worst.largest.items():
        print("%-10s %12.2e %8.0e  %s" % (feature, difference, BARS[feature],
                                          track))
    for feature, track, difference in worst.beyond:
        print("beyond the bar: %s of %s, %.2e" % (feature, track, difference))
    names = names or ["column %d" % i for i in range(found[0].size)]
    broken = print_stats(names, np.array(found), np.array(expected), table,
                         tracks)
    for name in broken:
        print("beyond the bar: stats column %s" % name)
    print("%d passed, %d failed" % (len(BARS) + len(names) - len(broken) -
                                    len({b[0] for b in worst.beyond}),
                                    len(broken) +
                                    len({b[0] for b in worst.beyond})))
    return 1 if broken or worst.beyond else 0


sys.exit(main())
