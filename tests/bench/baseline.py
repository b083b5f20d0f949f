#!/usr/bin/env python3
"""Times the baselines beside scikit-learn's on the same values and threads.

usage: baseline.py PROGRAM [THREADS]

PROGRAM is made of baseline.c.  The two take turns, so that other work on the
machine meets both.  Ours includes reading and scaling the values;
scikit-learn's are given them scaled.  sgd takes scikit-learn minutes.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

TRACKS, COLUMNS = 240, 100000


def peers(threads):
    """How each is made, whether its values are scaled, and the repeats."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression, SGDClassifier

    return {
        "logistic": (lambda seed: LogisticRegression(max_iter=1000), True, 5),
        "forest": (lambda seed: RandomForestClassifier(
            n_jobs=threads, random_state=seed), False, 5),
        "sgd": (lambda seed: SGDClassifier(n_jobs=threads, random_state=seed),
                True, 1),
    }


def run_ours(program, path, threads, name, seed):
    """Seconds; leaves the values at path."""
    done = subprocess.run([program, path, str(threads), name, str(seed)],
                          check=True, stdout=subprocess.PIPE, text=True)
    return float(done.stdout)


def run_theirs(model, values, labels):
    begun = time.perf_counter()
    model.fit(values, labels)
    return time.perf_counter() - begun


def load(program, path):
    import numpy

    run_ours(program, path, 1, "logistic", 0)
    values = numpy.fromfile(path, numpy.float32, TRACKS * COLUMNS)
    labels = numpy.fromfile(path, numpy.int32, TRACKS, offset=values.nbytes)
    return values.reshape(TRACKS, COLUMNS), labels


def compare(program, threads, path):
    from sklearn.preprocessing import StandardScaler

    values, labels = load(program, path)
    scaled = StandardScaler().fit_transform(values)
    print("%-10s %9s %12s %8s" % ("model", "ours", "scikit-learn", "ratio"))
    for name, (make, scales, repeats) in peers(threads).items():
        ours, theirs = [], []
        for seed in range(repeats):
            ours.append(run_ours(program, path, threads, name, seed))
            theirs.append(run_theirs(make(seed), scaled if scales else values,
                                     labels))
        ours, theirs = statistics.median(ours), statistics.median(theirs)
        print("%-10s %9.3f %12.3f %7.1fx" % (name, ours, theirs,
                                             theirs / ours), flush=True)


def main():
    program = sys.argv[1]
    threads = (int(sys.argv[2]) if len(sys.argv) > 2
               else len(os.sched_getaffinity(0)))
    try:
        import sklearn
        from threadpoolctl import threadpool_limits
    except ImportError as missing:
        sys.exit("bench-baseline: %s; set PYTHON to a python3 that has "
                 "scikit-learn" % missing)
    print("%d x %d, %d threads, median seconds; scikit-learn %s"
          % (TRACKS, COLUMNS, threads, sklearn.__version__))
    with threadpool_limits(threads), tempfile.TemporaryDirectory() as folder:
        compare(program, threads, os.path.join(folder, "values"))


main()
