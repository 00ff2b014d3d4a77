"""E8: a public manifest with the plain digest of a file that anybody can guess."""

import hashlib

from attack import Attack
from stage import OWN_FILE


class GuessedFile(Attack):
    name, says, designs = "E8", "a file with one day of one known point, found by its SHA-256", 10

    def prepare(self, stage):
        self.town = stage.town
        members = self.town.homes(110)
        self.homes = members[:self.designs]
        self.town.add("E8", members, use="digests", usage="public")
        for home in self.homes:
            home.phase[-1] = OWN_FILE
            stage.own_files.append(file_of(home.point, self.town.days[-1], home.energy[-1]))

    def guesses(self, view):
        digests = {
            text for manifest in view.manifests for entry in manifest.get("inputs", ())
            for text in entry.values() if isinstance(text, str)
        }
        for home in self.homes:
            tried = (
                value for value in range(80_000)
                if hashlib.sha256(file_of(home.point, self.town.days[-1], value).encode()).hexdigest() in digests)
            yield home.energy[-1], next(tried, None)


def file_of(point, day, value):
    return f"point;date;v1\n{point};{day};{value}\n"


ATTACKS = [GuessedFile]
