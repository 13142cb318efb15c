#!/usr/bin/env python3
"""Time and memory of maacc_clustering_bench and of scikit-learn's AgglomerativeClustering (Ward) on the same rows.

Run with scikit-learn installed:
  python tests/benchmarks/compare_clustering_with_scikit_learn.py build/release/bin/maacc_clustering_bench
Every measurement has a process of its own; the two take turns and the best of --repeats counts.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

import numpy as np

SIZES = [(512, 4617), (5000, 64), (10000, 64)]

SCIKIT_LEARN = """
import json, re, sys, time
import numpy as np
from sklearn.cluster import AgglomerativeClustering
path, rows, columns = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
items = np.fromfile(path).reshape(rows, columns)
AgglomerativeClustering(n_clusters=2, linkage="ward").fit(items[:50])
def peak_mib():
    return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read()).group(1)) / 1024
open("/proc/self/clear_refs", "w").write("5")
before = peak_mib()
start = time.perf_counter()
model = AgglomerativeClustering(n_clusters=max(1, rows // 10), linkage="ward", compute_full_tree=True).fit(items)
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "extra_mib": peak_mib() - before, "labels": model.labels_.tolist()}))
"""


def run(command):
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def compare(program, rows, columns, repeats, folder):
    data = os.path.join(folder, "rows.bin")
    labels = os.path.join(folder, "labels.txt")
    np.random.default_rng(rows).normal(size=(rows, columns)).tofile(data)
    ours, theirs = [], []
    for _ in range(repeats):
        ours.append(run([program, "--rows", str(rows), "--columns", str(columns), "--file", data, "--labels", labels]))
        theirs.append(run([sys.executable, "-c", SCIKIT_LEARN, data, str(rows), str(columns)]))
    same = np.loadtxt(labels, dtype=int).tolist() == theirs[0]["labels"]
    best = [min(run["seconds"] for run in runs) for runs in (ours, theirs)]
    memory = [max(run["extra_mib"] for run in runs) for runs in (ours, theirs)]
    print(
        f"{rows:>6} x {columns:<5} {best[0]:8.3f} s {memory[0]:8.1f} MiB   {best[1]:8.3f} s {memory[1]:8.1f} MiB   "
        f"{best[1] / best[0]:6.1f} x faster, {memory[0] / memory[1]:6.3f} of the memory, "
        f"labels {'equal' if same else 'DIFFER'}",
        flush=True,
    )
    return same


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--large", action="store_true", help="also 50,000 x 64 without a matrix, ours alone")
    options = parser.parse_args()
    print("  rows x features      MAACC Studio                scikit-learn")
    with tempfile.TemporaryDirectory() as folder:
        same = [compare(options.program, *size, options.repeats, folder) for size in SIZES]
    if options.large:
        large = run([options.program, "--rows", "50000", "--memory", str(2**28)])
        print(f" 50000 x 64    {large['seconds']:8.3f} s {large['extra_mib']:8.1f} MiB, within 256 MiB")
    return 0 if all(same) else 1


if __name__ == "__main__":
    sys.exit(main())
