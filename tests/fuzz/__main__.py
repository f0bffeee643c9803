"""The command line of the fuzzer."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parent.parent))  # where the makers of files are

from fuzz.running import Problem, make, run  # noqa: E402
from fuzz.seeds import FORMATS, seeds  # noqa: E402

_SHARED = HERE.parent.parent.parent.parent / "shared"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="cases of each format")
    parser.add_argument("--format", choices=FORMATS, action="append", help="default: all")
    parser.add_argument("--seed", type=int, default=0, help="another seed, other cases")
    parser.add_argument("--workers", type=int, default=2, help="processes at a time")
    parser.add_argument("--shared", type=Path, default=_SHARED, help="the folder of real works")
    parser.add_argument("--keep", type=Path, help="where files that cause a problem are put")
    parser.add_argument("--case", type=int, help="only make this case, into --keep")
    options = parser.parse_args()
    shared = options.shared if options.shared.is_dir() else None
    failed = False
    for format in options.format or FORMATS:
        files = seeds(format, shared)
        if not files:
            continue
        if options.case is not None:
            _keep(options.keep, format, options.case, options.seed, files)
            continue
        began = time.monotonic()

        def tell(done: int, problems: list[Problem], format: str = format, files=files) -> None:
            for problem in problems:
                print(f"\r{format} {problem.number}: {problem.reason}", flush=True)
                if options.keep:
                    _keep(options.keep, format, problem.number, options.seed, files)
            if sys.stderr.isatty():
                print(f"\r{format}: {done} of {options.count}", end="", file=sys.stderr)

        bad = run(format, options.count, options.seed, shared, workers=options.workers, tell=tell)
        seconds = time.monotonic() - began
        print(f"{format}: {options.count} cases, {len(bad)} problems, {seconds:.0f} s", flush=True)
        failed = failed or bool(bad)
    return int(failed)


def _keep(
    folder: Path, format: str, number: int, seed: int, files: list[tuple[str, bytes]]
) -> None:
    name, data = make(format, number, seed, files)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{format}-{seed}-{number}-{name}").write_bytes(data)


if __name__ == "__main__":
    sys.exit(main())
