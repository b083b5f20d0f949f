#!/usr/bin/env python3
"""Prints split_counts.h: how scikit-learn shares classes out to the parts.

train_test_split(0.2) and then (0.25), stratified, for several class sizes and
many seeds.  Each way that occurs is listed once: ties are broken at random.
"""
import numpy as np
import sklearn
from sklearn.model_selection import train_test_split

SIZES = [
    [100] * 10,
    [100] * 5 + [99] + [100] * 4,
    [5] * 10,
    [3, 10, 20, 50],
    [7, 11, 13, 17, 19],
    [1000, 101, 37, 12, 9, 5],
    [57, 58, 43, 43],
    [500, 3, 3],
    [30, 31, 32],
]
TOTALS = [5, 6, 7, 10, 11, 12, 13, 99, 100, 201, 463, 999, 1000, 1001, 12345]


def counts(sizes, seed):
    labels = np.repeat(np.arange(len(sizes)), sizes)
    learning, test = train_test_split(
        np.arange(len(labels)), test_size=0.2, stratify=labels,
        random_state=seed)
    train, valid = train_test_split(
        learning, test_size=0.25, stratify=labels[learning], random_state=seed)
    return tuple(tuple(np.bincount(labels[part], minlength=len(sizes)).tolist())
                 for part in (train, valid, test))


def main():
    print("/* Made by split_counts.py with scikit-learn %s. */"
          % sklearn.__version__)
    print("static const struct counted counted[] = {")
    for sizes in SIZES:
        ways = sorted({counts(sizes, seed) for seed in range(300)})
        for way in ways:
            print("    {%d, %d, {%s}," % (len(sizes), len(ways),
                                       ", ".join(map(str, sizes))))
            print("     {" + ",\n      ".join(
                "{" + ", ".join(map(str, part)) + "}" for part in way) + "}},")
    print("};\n")
    print("/* total, train, valid, test */")
    print("static const size_t totals[][4] = {")
    for total in TOTALS:
        learning, test = train_test_split(np.arange(total), test_size=0.2)
        train, valid = train_test_split(learning, test_size=0.25)
        print("    {%d, %d, %d, %d}," % (total, len(train), len(valid),
                                         len(test)))
    print("};")


main()
