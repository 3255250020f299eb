"""The picture of docs/performance.md."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt


def draw(path, data):
    """Time against size, threads and degree: `curves` of the data, whose keys are text."""
    by_size, by_threads, by_degree = (
        {int(key): value for key, value in data["curves"][name].items()}
        for name in ("size", "threads", "degree")
    )
    plt.rcParams["font.size"] = 9
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(11, 3.4), layout="constrained")
    for name in next(iter(by_size.values())):
        left.plot(list(by_size), [row[name] for row in by_size.values()], "o-", label=name)
    left.set(xscale="log", xlabel="width in pixels", ylabel="ns a pixel", title="z^6 + 1")
    left.set_xticks(list(by_size), [str(size) for size in by_size])
    left.minorticks_off()
    left.legend()
    speedup = [by_threads[1] / nanoseconds for nanoseconds in by_threads.values()]
    middle.plot(list(by_threads), speedup, "o-", label="measured")
    cpus = data["threads"]
    ideal = [min(n, cpus) for n in by_threads]
    middle.plot(list(by_threads), ideal, "--", color="gray", label=f"ideal, {cpus} CPUs")
    middle.set(xlabel="threads", ylabel="times as fast as 1", title="z^6 + 1")
    middle.set_xticks(list(by_threads))
    middle.legend()
    for kind in ("real", "complex"):
        values = [row[kind] for row in by_degree.values()]
        right.plot(list(by_degree), values, "o-", label=f"{kind} coefficients")
    right.set(xlabel="degree", ylabel="ns an iteration", title="dense, 1 thread")
    right.legend()
    for axes in (left, middle, right):
        axes.set_ylim(bottom=0)
        axes.grid(alpha=0.3)
    figure.savefig(path, dpi=120)
