#!/usr/bin/env python3
"""Times feature extraction against librosa and PyWavelets, on one thread.

    GENRELAB_GTZAN=DIR bench.py EXTRACT

EXTRACT is the program beside this script.  Medians of 5 runs of the
references after one to warm up, in processor time; prints milliseconds, then the ratios of the
design with their bars.
"""
import os
import subprocess
import sys
import time

for name in ("OMP", "OPENBLAS", "MKL", "NUMBA"):
    os.environ[name + "_NUM_THREADS"] = "1"

try:
    import librosa
    import numpy as np
    import pywt
    import scipy
except ImportError as missing:
    print("skipped: %s" % missing)
    sys.exit(0)

RATE = 22050


def apart(y):
    f = librosa.feature
    librosa.power_to_db(f.melspectrogram(y=y, sr=RATE))
    f.mfcc(y=y, sr=RATE, n_mfcc=40, hop_length=256)
    f.chroma_stft(y=y, sr=RATE, n_chroma=24, hop_length=256)
    np.concatenate(pywt.wavedec(y, "db1", level=5))


def shared(y):
    f = librosa.feature
    power = np.abs(librosa.stft(y, hop_length=256)) ** 2
    mel = f.melspectrogram(S=power, sr=RATE)
    librosa.power_to_db(mel[:, ::2])
    f.mfcc(S=librosa.power_to_db(mel), n_mfcc=40)
    f.chroma_stft(S=power, sr=RATE, n_chroma=24)
    np.concatenate(pywt.wavedec(y, "db1", level=5))


def stats(y):
    f = librosa.feature
    f.chroma_stft(y=y, sr=RATE)
    f.rms(y=y)
    f.spectral_centroid(y=y, sr=RATE)
    f.spectral_bandwidth(y=y, sr=RATE)
    f.spectral_rolloff(y=y, sr=RATE)
    f.zero_crossing_rate(y)
    librosa.effects.hpss(y)
    librosa.beat.beat_track(y=y, sr=RATE)
    f.mfcc(y=y, sr=RATE)


def median(function, y):
    times = []
    function(y)
    for _ in range(5):
        start = time.process_time()
        function(y)
        times.append((time.process_time() - start) * 1e3)
    return sorted(times)[2]


def main():
    real = os.environ.get("GENRELAB_GTZAN")
    if not real:
        print("skipped: GENRELAB_GTZAN names no folder of tracks")
        return 0
    path = os.path.join(real, "audio/genres/blues/blues.00000.au")
    lines = subprocess.run([sys.argv[1], path], check=True, text=True,
                           stdout=subprocess.PIPE).stdout.splitlines()
    ours = dict(line.split("\t") for line in lines)
    y, _ = librosa.load(path, sr=RATE)
    theirs = {"librosa one after the other": median(apart, y),
              "librosa, spectrum shared": median(shared, y),
              "librosa stats": median(stats, y)}
    print("librosa %s, numpy %s, scipy %s, PyWavelets %s, %s" % (
        librosa.__version__, np.__version__, scipy.__version__,
        pywt.__version__, ours.pop("FFTW")))
    memory = int(ours.pop("memory")) / 1024
    for name, value in list(ours.items()) + list(theirs.items()):
        print("%-28s %9.2f ms" % (name, float(value)))
    print("%-28s %9.1f MiB" % ("memory, three extractors", memory))
    one = float(ours["the four"])
    ratios = [
        ("than librosa one after the other, times faster",
         theirs["librosa one after the other"] / one, 12, True),
        ("than librosa with shared spectrum, times faster",
         theirs["librosa, spectrum shared"] / one, 10, True),
        ("of the bare window and FFT, times as long",
         one / float(ours["bare window and FFT"]), 2.0, False),
        ("two threads, times as fast as one",
         float(ours["one thread"]) / float(ours["two threads"]), 1.9, True),
    ]
    failed = 0
    for name, ratio, bar, more in ratios:
        good = ratio >= bar if more else ratio <= bar
        failed += not good
        print("%-50s %6.2f  bar %4.1f  %s" % (name, ratio, bar,
                                              "met" if good else "missed"))
    print("%-50s %6.2f" % ("stats, times faster", theirs["librosa stats"] /
                           float(ours["stats"])))
    print("%d passed, %d failed" % (len(ratios) - failed, failed))
    return 0


sys.exit(main())
