#!/usr/bin/env python3
"""Compiles the Swift samples of docs/extending against the modules that were built: a sample that no longer compiles
misleads whoever follows it. A fragment is put into what surrounds it; `{ … }` stands for a body.

Run it from the project's folder, after `swift build --build-tests`.
"""

import glob
import os
import re
import subprocess
import sys
import tempfile

COMMENT = (
    "import Access\nimport Metering\nstruct Comment: StoredRecord {\nstatic let kind = RecordKind(\"comment\")\n"
    "let id: String\nvar owner: String { id }\nvar end: Instant? { nil }\n")

PAGE = (
    "import Access\nimport HTTPTypes\n@testable import Pages\n@testable import Web\n"
    "extension Template { static var heating: Template { .table } }\n")

# What each sample stands in, by words of it: before it, after it.
SURROUNDINGS = {
    "final class WaterSiteReader": ("@testable import Exchange\n", ""),
    "case waterSite = ": ("enum Flow: String {\n", "}\n"),
    "return .waterSite": (
        "@testable import Exchange\nextension Flow { static var waterSite: Flow { .r50 } }\n"
        "func recognised(_ columns: [String]) -> Flow? {\n", "return nil\n}\n"),
    "case .waterSite: LineReader": (
        "@testable import Exchange\nfinal class WaterSiteReader: LineHandler {\ninit(_ sink: any RecordSink) {}\n"
        "func line(_ text: Span<UInt8>, number: UInt32) throws {}\nfunc beginFile() {}\nfunc finish() {}\n}\nenum Kind { case waterSite }\n"
        "func reader(_ kind: Kind, into sink: any RecordSink, limits: ReadingLimits) -> any DocumentReader {\n"
        "switch kind {\n", "}\n}\n"),
    "gasInPower = CurveRule": ("@testable package import Analytics\nimport Metering\nextension CurveRule {\n", "}\n"),
    "func gasInPower()": (
        "import Metering\nimport Testing\n@testable import Analytics\nenum ValidatorTests {\n"
        "static let point = MeteringPoint(id: PointID(\"1\"))\nstatic let day = CivilDay(daysSinceEpoch: 20_000)\n"
        "static let plainDay = [Int32](repeating: 7, count: 48)\n}\nstruct Sample {\n", "}\n"),
    "class ClusterMeasures": ("", ""),
    "struct Comment: StoredRecord": ("import Access\nimport Metering\n", ""),
    "let comments = RegisteredRecord": (COMMENT + "}\n", ""),
    "extension Comment {": (COMMENT + "}\n", ""),
    "struct HeatingPage": (PAGE, ""),
    "extension HeatingPage": (
        PAGE + "struct HeatingPage: Page {\nstatic let template = Template.heating\nlet meters: Amount\n"
        "let form: FormView\n}\n", ""),
    "enum StoreUnderTest": ("import Testing\n", "var testDescription: String { rawValue }\n}\n"),
}


def samples():
    for page in sorted(glob.glob("docs/extending/*.md")):
        with open(page, encoding="utf-8") as file:
            text = file.read()
        for block in re.finditer(r"^( *)```swift\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL):
            line = text[: block.start()].count("\n") + 1
            yield f"{page}:{line}", block.group(2).replace("{ … }", "{ fatalError() }")


def surrounded(place, sample):
    for words, (before, after) in SURROUNDINGS.items():
        if words in sample:
            return before + sample + after
    sys.exit(f"samples: {place}: say in scripts/check-samples.py what it stands in")


def compiler():
    build = subprocess.check_output(["swift", "build", "--show-bin-path"], text=True).strip()
    with open(os.path.join(build, "../../debug.yaml"), encoding="utf-8") as plan:
        plans = plan.read().splitlines()
    module = next(line for line in plans if '"-module-name","Exchange"' in line)
    # The C modules of all packages, where the pages' tests find them.
    tests = next(line for line in plans if '"-module-name","PortalTests"' in line)
    package = re.search(r'"-package-name","([^"]*)"', module).group(1)
    flags = subprocess.run(
        ["pkg-config", "--cflags-only-I", "libxml-2.0", "yajl", "libarchive", "libdeflate", "libsodium"],
        capture_output=True, text=True, check=False).stdout.split()
    command = ["swiftc", "-typecheck", "-parse-as-library", "-swift-version", "6", "-package-name", package,
               "-I", f"{build}/Modules", "-enable-upcoming-feature", "ExistentialAny",
               "-enable-upcoming-feature", "MemberImportVisibility",
               "-enable-upcoming-feature", "InternalImportsByDefault"]
    for folder in glob.glob("Sources/System/*") + glob.glob(".build/checkouts/GRDB.swift/Sources/GRDBSQLite"):
        command += ["-I", folder]
    for found in re.finditer(r'"-Xcc","(-fmodule-map-file=[^"]*)"', tests):
        command += ["-Xcc", found.group(1)]
    return command + [word for flag in flags for word in ("-Xcc", flag)]


def main():
    command, faults, count = compiler(), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "Sample.swift")
        for place, sample in samples():
            count += 1
            with open(source, "w", encoding="utf-8") as file:
                file.write(surrounded(place, sample))
            run = subprocess.run([*command, source], capture_output=True, text=True, check=False)
            if run.returncode != 0:
                faults += 1
                print(f"samples: {place} does not compile:\n{run.stdout}{run.stderr}", file=sys.stderr)
    print(f"samples: {count} of docs/extending, {faults} do not compile")
    sys.exit(1 if faults or not count else 0)


if __name__ == "__main__":
    main()
