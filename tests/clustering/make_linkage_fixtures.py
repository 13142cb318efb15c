#!/usr/bin/env python3
"""Writes tests/clustering/fixtures/linkage.json: what SciPy and scikit-learn make of small inputs.

Run with SciPy 1.10.1, scikit-learn 1.2.2 and NumPy 1.26: python tests/clustering/make_linkage_fixtures.py
Inputs have few digits, so the file stays small; everything else is written with all digits of a float64.
"""

import json
import os

import numpy as np
from scipy.cluster import hierarchy
from scipy.spatial.distance import pdist
from sklearn.cluster import AgglomerativeClustering
from sklearn.cluster._agglomerative import _hc_cut
from sklearn.metrics import silhouette_samples, silhouette_score
from sklearn.preprocessing import MinMaxScaler, StandardScaler

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures")
METHODS = ["ward", "average", "complete", "single", "weighted"]
METRICS = ["euclidean", "cosine", "correlation"]
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def random_rows(rng):
    return rng.normal(size=(rng.integers(3, 22), rng.integers(2, 12))).round(3)


def offset_rows(rng):
    return (1000 + rng.normal(size=(rng.integers(3, 22), rng.integers(2, 12)))).round(3)


def blobs(rng):
    centres = rng.normal(size=(3, 4)) * 5
    return (centres[rng.integers(0, 3, 18)] + rng.normal(size=(18, 4)) * 0.3).round(3)


def integer_grid(rng):
    return rng.integers(0, 3, size=(rng.integers(3, 22), rng.integers(1, 5))).astype(float)


def wide_integer_grid(rng):
    return rng.integers(0, 6, size=(rng.integers(12, 26), 2)).astype(float)


def duplicated(rng):
    rows = rng.normal(size=(rng.integers(2, 7), 3)).round(2)
    return rows[rng.integers(0, len(rows), rng.integers(6, 18))]


def collinear(rng):
    return np.outer(rng.permutation(rng.integers(3, 16)), rng.integers(1, 4, 3)).astype(float)


def signs(rng):
    return rng.choice([-0.1, 0.1], size=(rng.integers(3, 20), rng.integers(2, 7)))


def tenths(rng):
    return rng.integers(-3, 4, size=(rng.integers(3, 20), rng.integers(2, 7))) / 10


def wide(rng):
    return rng.integers(-9, 10, size=(rng.integers(3, 5), rng.integers(130, 200))) / 8


DEGENERATE = [
    [[1.5, 2.0]],
    [[0.0], [0.0]],
    [[1.0, 2.0], [4.0, 6.0]],
    [[0.1, 0.2, 0.3]] * 7,
    [[0.0, 1.0]] * 3 + [[1.0, 0.0]] * 3,
    [[0.0], [1.0], [2.0], [3.0]],
    [[-0.0, 1.0], [0.0, 1.0], [0.0, 1.0]],
    [[1e-160, 1.0], [3e-160, 1.0], [9e-160, 1.0]],
    [[1e100, 0.0], [0.0, 1e100], [-1e100, 3.0], [5.0, 5.0]],
]
GENERIC = [random_rows, offset_rows, blobs]
TIED = [integer_grid, wide_integer_grid, duplicated, collinear, signs, tenths, wide]


def fits(rows, metric):
    if metric == "cosine":
        return (np.abs(rows).sum(axis=1) > 0).all()
    if metric == "correlation":
        return rows.shape[1] > 1 and (np.ptp(rows, axis=1) > 0).all()
    return True


def text(labels):
    return "".join(DIGITS[label] for label in labels)


def quality(rows, metric, labels):
    if not 2 <= len(set(labels)) < len(rows):
        return None
    return [silhouette_score(rows, labels, metric=metric), silhouette_samples(rows, labels, metric=metric)[0]]


def tree(rows, method, metric):
    distances = pdist(rows, metric)
    merges = hierarchy.linkage(rows if method == "ward" else distances, method)
    result = {
        "method": method,
        "metric": metric,
        "merges": [[int(m[0]), int(m[1]), m[2]] for m in merges],
        "leaves": hierarchy.leaves_list(merges).tolist(),
        "cuts": {},
        "heights": {},
    }
    if 1e-100 < np.ptp(distances) < 1e70 and np.ptp(hierarchy.cophenet(merges)) > 0:
        result["cophenetic"] = hierarchy.cophenet(merges, distances)[0]
    ordered = hierarchy.leaves_list(hierarchy.optimal_leaf_ordering(merges, distances))
    square = np.zeros((len(rows), len(rows)))
    square[np.triu_indices(len(rows), 1)] = distances
    square += square.T
    result["best_order_length"] = square[ordered[:-1], ordered[1:]].sum()
    for k in sorted({1, 2, 3, (len(rows) + 1) // 2, len(rows)}):
        if k <= len(rows):
            labels = _hc_cut(k, merges[:, :2].astype(int), len(rows))
            if method == "ward":
                model = AgglomerativeClustering(n_clusters=k, linkage="ward", compute_full_tree=True)
                assert (model.fit_predict(rows) == labels).all()
            result["cuts"][k] = {"labels": text(labels), "silhouette": quality(rows, metric, labels)}
    middle = merges[len(merges) // 2, 2]
    for height in {middle, merges[-1, 2] * 0.75}:
        labels = hierarchy.fcluster(merges, height, "distance") - 1
        result["heights"][repr(float(height))] = text(labels)
    return result


def case(name, rows, rng, combinations):
    rows = np.asarray(rows, dtype=float)
    result = {"name": name, "rows": rows.tolist(), "trees": []}
    if len(rows) == 1:
        return result
    choices = [(a, b) for a in METHODS for b in METRICS if fits(rows, b) and (a != "ward" or b == METRICS[0])]
    picks = rng.permutation(len(choices))[:combinations]
    result["trees"] = [tree(rows, *choices[i]) for i in sorted(picks)]
    return result


def scaling(rng):
    rows = rng.normal(size=(9, 5)).round(3) * [1, 1e-3, 1e6, 1, 1] + [0, 5, -1e6, 0, 0]
    rows[:, 3] = 0.1
    rows[:, 4] = 0.3 + np.arange(9) * 1e-17
    column = rng.normal(size=(300, 1)).round(3)
    return [
        {"rows": x.tolist(), "min_max": MinMaxScaler().fit_transform(x).tolist(),
         "standard": StandardScaler().fit_transform(x).tolist()}
        for x in (rows, column)
    ]


def main():
    rng = np.random.default_rng(20261123)
    cases = [case(f"degenerate {i}", rows, rng, 13) for i, rows in enumerate(DEGENERATE)]
    for round_ in range(22):
        for make in GENERIC + TIED:
            cases.append(case(f"{make.__name__} {round_}", make(rng), rng, 2))
    os.makedirs(FOLDER, exist_ok=True)
    with open(os.path.join(FOLDER, "linkage.json"), "w", encoding="utf-8") as file:
        file.write('{"scaling":' + json.dumps(scaling(rng), separators=(",", ":")) + ',\n"cases":[\n')
        file.write(",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]}\n")
    print(len(cases), "inputs,", sum(len(c["trees"]) for c in cases), "trees")


if __name__ == "__main__":
    main()
