"""Every failure drill, one after the other, each a program of its own; ends with one table.

    make chaos                                         the set of CI
    make chaos HARNESS=H1,H2                           some of it
    make chaos-full SEED=7                             the whole sizes
    python -m tests.drills --full --only H2 --write    and docs/chaos.md gets the new rows

First a drill must hold, then it is run again with each of its faults put in on purpose, and must notice every
one. A drill that cannot run on a machine says so and why. ``--json FILE`` keeps all that was found. Exit 1
if a drill did not hold, a fault was not noticed, or nothing could be run.
"""

import argparse
import json
import sys
import time
from pathlib import Path

from tests.drills import plan, table
from tests.drills.plan import Done


def main() -> int:
    """Run what is asked for; print the table, and write it if told to."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--full", action="store_true", help="the whole sizes, hours in all")
    reader.add_argument("--only", default="", help="harnesses, such as H1,H2 or H1/PostgreSQL")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--rounds", type=int, help="H1: how many kills, instead of the set's")
    reader.add_argument("--json", type=Path, help="keep everything that was found in a file")
    reader.add_argument("--write", action="store_true", help=f"put the rows into {table.PAGE.name}")
    told = reader.parse_args()
    wanted = {one.strip() for one in told.only.split(",") if one.strip()}
    names = {name for one in plan.STEPS for name in (one.harness, one.name)}
    if wanted - names:
        reader.error(
            f"no such harness: {', '.join(sorted(wanted - names))}; there are {', '.join(sorted(names))}"
        )
    size = "full" if told.full else "ci"
    surroundings = table.Surroundings(
        table.commit(), told.seed, size, time.strftime("%Y-%m-%d", time.gmtime()), table.machine()
    )
    begun, done = time.monotonic(), []
    for step in plan.STEPS:
        if wanted and not wanted & {step.harness, step.name}:
            continue
        if step.words(size) is None:
            if wanted:
                print(f"{step.name}: not in this set; try --full")
            continue
        print(f"{step.name} {step.title} …", flush=True)
        one = plan.carry_out(step, size=size, seed=told.seed, rounds=told.rounds)
        print(f"    {one.verdict}: {one.figures} ({one.seconds:.0f} s) {one.sabotages}", flush=True)
        done.append(one)
        if told.json:
            told.json.write_text(json.dumps(_kept(surroundings, done), ensure_ascii=False, indent=1))
        if told.write:
            table.write([one], surroundings)
    print()
    print(table.printed(done, surroundings))
    print(f"{len(done)} steps in {time.monotonic() - begun:.0f} s.")
    is_tried = any(one.verdict == plan.HELD for one in done)
    return 0 if is_tried and not any(one.verdict == plan.FAILED for one in done) else 1


def _kept(surroundings: table.Surroundings, done: list[Done]) -> dict[str, object]:
    return {**surroundings._asdict(), "steps": [one._asdict() for one in done]}


if __name__ == "__main__":
    sys.exit(main())
