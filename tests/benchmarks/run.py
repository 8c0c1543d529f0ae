"""Benchmarks, each line with what must be. ``make bench BENCH=speed``, or calibration, dashboard, experiments, keep."""

import sys

NAMES = ("speed", "calibration", "dashboard", "experiments", "keep")


def main(asked: str, *parts: str) -> int:
    """Print one line per figure: name, value, must, pass or fail; and how many musts were met.

    `keep` stores the engine's ratios by process, against which `speed` notices a loss on the same kind of processor.
    The tables of speed and of calibration can be asked for in parts: ``make bench BENCH="speed engine start"``.
    """
    if asked == "calibration":
        from tests.benchmarks import calibration

        if not set(parts) <= set(calibration.PARTS):
            print(f"parts of calibration: {', '.join(calibration.PARTS)}", file=sys.stderr)
            return 2
        return calibration.main(parts)
    if asked == "dashboard":
        from tests.benchmarks import dashboard

        return dashboard.main()
    if asked == "experiments":
        from tests.benchmarks import experiments

        return experiments.main()
    if asked == "keep":
        from tests.benchmarks import ratios

        return ratios.keep()
    from tests.benchmarks import speed

    if asked not in ("", "speed") or not set(parts) <= set(speed.PARTS):
        print(f'unknown benchmark "{" ".join((asked, *parts))}": {", ".join(NAMES)}', file=sys.stderr)
        print(f"parts of speed: {', '.join(speed.PARTS)}", file=sys.stderr)
        return 2
    return speed.main(parts or tuple(speed.PARTS))


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or [""])))
