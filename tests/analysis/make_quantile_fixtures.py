"""Writes fixtures/quantiles.csv: quantiles by SciPy. Run in this folder: python3 make_quantile_fixtures.py"""
import scipy
from scipy import stats

rows = []
for degrees in (0.6, 1, 1.5, 2, 3.7, 5, 10, 29.3, 100, 1000.5, 1e6):
    for p in (0.005, 0.025, 0.05, 0.3, 0.6, 0.9, 0.975, 0.995, 0.9995):
        rows.append(("t", p, degrees, 0, stats.t.ppf(p, degrees)))
for a in (0.5, 1, 2.5, 10.5, 300.5):
    for b in (0.5, 1, 7.5, 48.5, 2000.5):
        for p in (0.005, 0.025, 0.5, 0.975, 0.995):
            rows.append(("beta", p, a, b, stats.beta.ppf(p, a, b)))
with open("fixtures/quantiles.csv", "w") as file:
    file.write(f"# scipy {scipy.__version__}\nkind,probability,a,b,quantile\n")
    for kind, p, a, b, q in rows:
        file.write(f"{kind},{p!r},{a!r},{b!r},{float(q)!r}\n")

# Limits of the number of killed cells: x killed of n sampled of N, Jeffreys' prior.
with open("fixtures/cell_limits.csv", "w") as file:
    file.write(f"# scipy {scipy.__version__}\ncells,sampled,killed,confidence,low,high\n")
    for cells in (1, 2, 10, 57, 400, 20000):
        for sampled in sorted({1, 2, cells // 3, cells - 1, cells} & set(range(1, cells + 1))):
            for killed in sorted({0, 1, sampled // 2, sampled - 1, sampled} & set(range(sampled + 1))):
                for confidence in (0.95, 0.98):
                    tail = (1 - confidence) / 2
                    rest = stats.betabinom(cells - sampled, killed + 0.5, sampled - killed + 0.5)
                    low = 0 if killed == 0 else killed + int(rest.ppf(tail))
                    high = cells if killed == sampled else killed + int(rest.ppf(1 - tail))
                    value = cells * killed / sampled
                    file.write(f"{cells},{sampled},{killed},{confidence},{min(low, value)!r},{max(high, value)!r}\n")
