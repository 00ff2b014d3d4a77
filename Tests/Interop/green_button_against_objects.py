"""Reads a Green Button feed of Maille's with a reader that is not ours (PyPI: greenbutton-objects).

    GREEN_BUTTON_PYTHON=.venv/bin/python swift test --filter GreenButtonInterop

The test writes the feed and calls this script. Prints a line for each meter reading: seconds of an interval, number of
values, their energy in tenths of a watt-hour, the first start in seconds, qualities.
"""

import sys
from datetime import timezone

from greenbutton_objects import parse


def main(path: str) -> int:
    for point in parse.parse_feed(path):
        for reading in point.meterReadings:
            values = list(reading.intervalReadings)
            first = min(value.timePeriod.start for value in values)
            qualities = sorted({quality.quality.value for value in values for quality in value.readingQualities})
            print(
                point.serviceCategory.name,
                reading.readingType.uom.name,
                reading.readingType.flowDirection.value,
                int(values[0].timePeriod.duration.total_seconds()),
                len(values),
                round(10 * sum(value.value for value in values)),
                int(first.replace(tzinfo=timezone.utc).timestamp()),
                qualities,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
