#!/usr/bin/env python3
"""Writes baselines.h: what scikit-learn makes of the arrays that
tests/baseline_rows.c draws in the same way.

usage: make_baselines.py > baselines.h
"""
import numpy
import sklearn
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC


class Draw:
    """The minimal generator of Park and Miller (1988), multiplier 48271."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = self.state * 48271 % 2147483647
        return numpy.float32(self.state) / numpy.float32(2147483647)


def rows(seed, count, columns, classes):
    """Labels in turn; noise around a centre of each class's own."""
    draw = Draw(seed)
    centres = [[draw.uniform() for _ in range(columns)]
               for _ in range(classes)]
    values = numpy.empty((count, columns), numpy.float32)
    labels = numpy.arange(count) % classes
    for row in range(count):
        for column in range(columns):
            noise = draw.uniform() + draw.uniform() + draw.uniform()
            values[row, column] = centres[labels[row]][column] + noise
    return values, labels


def array(name, values):
    numbers = ", ".join("%.9g" % value for value in numpy.ravel(values))
    print("static const double %s[] = {%s};" % (name, numbers))


def logistic(name, count, columns):
    values, labels = rows(7, count, columns, 3)
    model = make_pipeline(
        StandardScaler(),
        LogisticRegression(C=0.5, tol=1e-12, max_iter=100000))
    model.fit(values.astype(float), labels)
    array(name + "_weights", model[1].coef_)
    array(name + "_intercepts", model[1].intercept_)
    array(name + "_probabilities", model.predict_proba(values.astype(float)))


def accuracy(name, make, seeds):
    values, labels = rows(11, 2300, 12, 4)
    scores = []
    for seed in range(seeds):
        model = make_pipeline(StandardScaler(), make(seed))
        model.fit(values[:300], labels[:300])
        scores.append(model.score(values[300:], labels[300:]))
    print("static const double %s_accuracy = %.6f;"
          % (name, numpy.mean(scores)))


print("/* Written by make_baselines.py with scikit-learn %s. */"
      % sklearn.__version__)
logistic("narrow", 30, 5)
logistic("wide", 12, 40)
accuracy("logistic", lambda seed: LogisticRegression(C=0.1, max_iter=1000), 1)
accuracy("sgd", lambda seed: SGDClassifier(random_state=seed), 20)
accuracy("forest", lambda seed: RandomForestClassifier(random_state=seed), 10)
accuracy("svm", lambda seed: SVC(C=5), 1)
