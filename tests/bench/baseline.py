#!/usr/bin/env python3
"""Times the baselines beside scikit-learn's on the same values and threads.

usage: baseline.py PROGRAM [THREADS]

PROGRAM is made of baseline.c.  Ours includes reading and scaling the values;
scikit-learn's are given them scaled.  sgd takes scikit-learn minutes.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

TRACKS, COLUMNS, REPEATS = 240, 100000, 5


def peers(threads):
    """What is timed, and how often."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression, SGDClassifier

    return {
        "logistic": (lambda seed: LogisticRegression(max_iter=1000), True, 5),
        "sgd": (lambda seed: SGDClassifier(n_jobs=threads, random_state=seed),
                True, 1),
        "forest": (lambda seed: RandomForestClassifier(
            n_jobs=threads, random_state=seed), False, 5),
    }


def seconds(make, values, labels, repeats):
    times = []
    for seed in range(repeats):
        begun = time.perf_counter()
        make(seed).fit(values, labels)
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def run_ours(program, path, threads):
    """Median seconds of each model; leaves the values at path."""
    lines = subprocess.run([program, path, str(threads), str(REPEATS)],
                           check=True, capture_output=True, text=True).stdout
    return {name: statistics.median(map(float, times))
            for name, *times in map(str.split, lines.splitlines())}


def main():
    program = sys.argv[1]
    threads = (int(sys.argv[2]) if len(sys.argv) > 2
               else len(os.sched_getaffinity(0)))
    try:
        import numpy
        import sklearn
        from sklearn.preprocessing import StandardScaler
        from threadpoolctl import threadpool_limits
    except ImportError as missing:
        sys.exit("bench-baseline: %s; set PYTHON to a python3 that has "
                 "scikit-learn" % missing)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "values")
        ours = run_ours(program, path, threads)
        values = numpy.fromfile(path, numpy.float32, TRACKS * COLUMNS)
        labels = numpy.fromfile(path, numpy.int32, TRACKS,
                                offset=values.nbytes)
    values = values.reshape(TRACKS, COLUMNS)
    scaled = StandardScaler().fit_transform(values)
    print("%d x %d, %d threads, seconds; scikit-learn %s"
          % (TRACKS, COLUMNS, threads, sklearn.__version__))
    print("%-10s %9s %12s %8s" % ("model", "ours", "scikit-learn", "ratio"))
    with threadpool_limits(threads):
        for name, (make, scales, repeats) in peers(threads).items():
            theirs = seconds(make, scaled if scales else values, labels,
                             repeats)
            print("%-10s %9.3f %12.3f %7.1fx"
                  % (name, ours[name], theirs, theirs / ours[name]),
                  flush=True)


main()
