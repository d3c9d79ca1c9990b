"""How often the bands cry wolf, and how soon they see what is wrong, over 60 simulated days with days and weekends.

    python -m tests.benchmarks.bands [runs a day, 24 unless given] [seeds, 3 unless given]

A false alarm is a run, of those before anything goes wrong, in which at least one check does not hold. The delay counts from
the first faulty run to the first run with an alarm about that fault.
"""

from __future__ import annotations

import math
import sys
from statistics import median

from tests.simulated_runs import FAULTS, SEEN_BY, Fault, alarms

DAYS = 60


def main() -> None:
    runs_a_day = int(sys.argv[1]) if len(sys.argv) > 1 else 24
    seeds = range(int(sys.argv[2]) if len(sys.argv) > 2 else 3)
    hours = 24 // runs_a_day
    n_runs, n_false, n_days = 0, 0, 0
    for seed in seeds:
        runs, found = alarms(every_hours=hours, days=DAYS, fault=Fault(), seed=seed)
        n_runs, n_false = n_runs + runs, n_false + len({alarm.day for alarm in found})
        n_days += len({int(alarm.day) for alarm in found})
        print(f"seed {seed}, nothing wrong: {sorted({(alarm.check, int(alarm.day)) for alarm in found})}", flush=True)
    print(f"{runs_a_day} runs a day: {n_false} of {n_runs} runs with a false alarm, {100 * n_false / n_runs:.2f} of 100")
    print(f"days with one: {n_days} of {DAYS * len(seeds)}", flush=True)
    for name, fault in FAULTS.items():
        delays, first_critical, checks = [], [], set()
        for seed in seeds:
            _, every = alarms(every_hours=hours, days=DAYS, fault=fault, seed=seed, judged_from=fault.from_day)
            found = [alarm for alarm in every if alarm.check.startswith(SEEN_BY[name])]
            delays.append(min((alarm.day for alarm in found), default=math.inf) - fault.from_day)
            first_critical.append(min((a.day for a in found if a.severity == "critical"), default=math.inf) - fault.from_day)
            checks |= {alarm.check for alarm in found}
        print(
            f"{name}: seen after {median(delays):.2f} days (worst {max(delays):.2f}; {sum(map(math.isfinite, delays))} of "
            f"{len(delays)} seen), critical after {median(first_critical):.2f}; {', '.join(sorted(checks))}",
            flush=True,
        )


if __name__ == "__main__":
    main()
