#!/usr/bin/env python3
"""Writes tests/data/fixtures/csv: tables as pandas and numpy write them.

Run once with numpy and pandas: /tmp/datavenv/bin/python tests/data/make_csv_fixtures.py
Row r has the values r * 4 + 0 .. 3 and the label [2, 0, 1, 2][r] (names: wolf, ape, "cat, big", wolf).
"""

import os

import numpy as np
import pandas as pd

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures", "csv")
VALUES = np.arange(16).reshape(4, 4)
LABELS = np.array([2, 0, 1, 2])
NAMES = ["wolf", "ape", "cat, big", "wolf"]


def path(name):
    return os.path.join(FOLDER, name)


if __name__ == "__main__":
    os.makedirs(FOLDER, exist_ok=True)
    frame = pd.DataFrame(VALUES, columns=["a", "b", "c", "d"])
    frame.assign(label=LABELS).to_csv(path("label_last.csv"), index=False)
    frame.assign(label=LABELS).to_csv(path("gzip.csv.gz"), index=False)
    frame.assign(Class=NAMES).to_csv(path("names.csv"), index=False)
    frame.assign(Class=NAMES).to_csv(path("semicolon.csv"), index=False, sep=";", lineterminator="\r\n")
    frame.assign(y=LABELS).to_csv(path("tab.txt"), index=False, sep="\t")
    frame.assign(label=LABELS).to_csv(path("pandas_index.csv"))
    frame.assign(label=LABELS, target=LABELS).to_csv(path("two_labels.csv"), index=False)
    frame.assign(kind=LABELS).to_csv(path("unusual.csv"), index=False)
    halves = pd.DataFrame(VALUES / 2, columns=["a", "b", "c", "d"])
    halves.assign(target=LABELS).to_csv(path("halves.csv"), index=False)
    pd.concat([frame, pd.DataFrame(np.eye(3, dtype=int)[LABELS], columns=["is0", "is1", "is2"])], axis=1).to_csv(
        path("one_hot.csv"), index=False)
    pd.DataFrame(VALUES).assign(label=LABELS).to_csv(path("numbered_header.csv"), index=False)
    np.savetxt(path("no_header.csv"), np.column_stack([LABELS, VALUES]), delimiter=",", fmt="%d")
    np.savetxt(path("values.csv"), VALUES, delimiter=",")
    np.savetxt(path("labels.txt"), LABELS, fmt="%d")
    print(pd.__version__, np.__version__)
