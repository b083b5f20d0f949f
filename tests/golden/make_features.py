#!/usr/bin/env python3
"""Makes tests/golden/features.tsv: the numbers of librosa and PyWavelets for
synthesised signals, and features_real.tsv for real tracks where
GENRELAB_GTZAN names a folder that holds them; and resampled.tsv.

    GENRELAB_GTZAN=DIR python3 tests/golden/make_features.py

Needs librosa 0.11, PyWavelets and numpy.  Each line: signal, feature, bands, frames,
band, frame, value.  The signals are described in tests/signal.h, which makes
the same samples bit by bit; integers and divisions by powers of two only.
"""
import os
import sys
import warnings

import librosa
import numpy as np
import pywt

HERE = os.path.dirname(os.path.abspath(__file__))
REAL = [
    "blues/blues.00001", "classical/classical.00010", "country/country.00003",
    "disco/disco.00002", "hiphop/hiphop.00004", "jazz/jazz.00040",
    "metal/metal.00005", "pop/pop.00001", "reggae/reggae.00006",
    "rock/rock.00025",
]


def noise(count, seed):
    """A linear congruential generator's upper 16 bits."""
    out = np.empty(count, dtype=np.float32)
    state = seed
    for i in range(count):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        out[i] = ((state >> 16) - 32768) / 32768
    return out


def saw(count, step):
    """A sawtooth: the upper 16 bits of a 32-bit phase."""
    phase = (np.arange(count, dtype=np.uint64) * step) & 0xFFFFFFFF
    return ((phase >> 16).astype(np.int64) - 32768).astype(np.float32) / 65536


def signals():
    mixed = saw(50000, 85000000) / 2
    mixed[20000:] += noise(30000, 5) / 16
    return {
        "one_sample": np.array([0.5], dtype=np.float32),
        "short_frame": noise(2047, 1),
        "one_frame": noise(2048, 2),
        "odd": noise(12345, 3) / 4,
        "silence": np.zeros(5000, dtype=np.float32),
        "quiet": noise(9000, 4) / 32768,
        "saw": saw(30000, 42860000),
        "mixed": mixed,
        "half_silent": np.concatenate(
            [noise(8000, 6), np.zeros(20000, dtype=np.float32)]),
        "loud": np.where(saw(22050, 19480000) > 0, 1, -1).astype(np.float32),
    }


def mel(y):
    power = librosa.feature.melspectrogram(y=y, sr=22050)
    return librosa.power_to_db(power)


def mfcc(y):
    return librosa.feature.mfcc(y=y, sr=22050, n_mfcc=40, hop_length=256)


def chroma(y):
    return librosa.feature.chroma_stft(y=y, sr=22050, n_chroma=24,
                                       hop_length=256)


def wavelet(y):
    return np.concatenate(pywt.wavedec(y, "db1", level=5))[np.newaxis]


def stats(y):
    """The columns of GTZAN's features_30_sec.csv."""
    f = librosa.feature
    harmony, perceptr = librosa.effects.hpss(y)
    rows = [f.chroma_stft(y=y, sr=22050), f.rms(y=y),
            f.spectral_centroid(y=y, sr=22050),
            f.spectral_bandwidth(y=y, sr=22050),
            f.spectral_rolloff(y=y, sr=22050), f.zero_crossing_rate(y),
            harmony, perceptr]
    out = []
    for row in rows:
        out += [np.mean(row, dtype="f8"), np.var(row, dtype="f8")]
    out.append(np.atleast_1d(librosa.beat.beat_track(y=y, sr=22050)[0])[0])
    for row in f.mfcc(y=y, sr=22050):
        out += [np.mean(row, dtype="f8"), np.var(row, dtype="f8")]
    return np.array([out])


def mood(y):
    """Only what librosa defines: tempo and onset rate."""
    tempo = np.atleast_1d(librosa.beat.beat_track(y=y, sr=22050)[0])[0]
    onsets = len(librosa.onset.onset_detect(y=y, sr=22050))
    return np.array([[tempo, onsets * 22050 / len(y)] + [np.nan] * 6])


FEATURES = [(mel, 40), (mfcc, 40), (chroma, 40), (wavelet, 40), (stats, 57),
            (mood, 8)]


def cells(matrix, count, seed):
    """Scattered cells, the corners among them."""
    bands, frames = matrix.shape
    chosen = {(0, 0), (bands - 1, frames - 1), (0, frames - 1), (bands - 1, 0)}
    state = seed
    while len(chosen) < min(count, bands * frames):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        band = (state >> 16) % bands
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        chosen.add((band, (state >> 8) % frames))
    return sorted(chosen)


def write(out, name, feature, matrix, count):
    for band, frame in cells(matrix, count, 11):
        if np.isnan(matrix[band, frame]):
            continue
        out.write("%s\t%s\t%d\t%d\t%d\t%d\t%.7g\n" % (
            name, feature, *matrix.shape, band, frame, matrix[band, frame]))


def write_all(out, name, y):
    for feature, count in FEATURES:
        write(out, name, feature.__name__, feature(y), count)


def write_resampled(out):
    """Lines of rate, new length, index and value, for noise of seed 7."""
    for rate in (8000, 11025, 16000, 32000, 44100, 48000, 96000):
        y = librosa.resample(noise(5000, 7) / 2, orig_sr=rate,
                             target_sr=22050)
        for index in range(0, len(y), len(y) // 30):
            out.write("%d\t%d\t%d\t%.9g\n" % (rate, len(y), index, y[index]))


def main():
    real = os.environ.get("GENRELAB_GTZAN")
    warnings.simplefilter("ignore")
    with open(os.path.join(HERE, "features.tsv"), "w") as out:
        for name, y in signals().items():
            write_all(out, name, y)
    with open(os.path.join(HERE, "resampled.tsv"), "w") as out:
        write_resampled(out)
    if not real:
        sys.exit("GENRELAB_GTZAN is not set: the real tracks stay as they are")
    with open(os.path.join(HERE, "features_real.tsv"), "w") as out:
        for name in REAL:
            path = os.path.join(real, "audio", "genres", name + ".flac")
            y, _ = librosa.load(path, sr=22050)
            write_all(out, name, y)


main()
