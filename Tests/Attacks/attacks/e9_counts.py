"""E9: counts of sets that cross, solved for pieces of few homes."""

import numpy as np

from attack import Attack
from town import NEVER


class SilentPieces(Attack):
    """Of each piece of few homes with a silent one, whether the counts say so. Chance: the share of such pieces."""

    name, stage, homes, silent = "E9", "crowd", 147, 0.02
    says = "which pieces of few homes have a silent one, from counts of crossing sets"

    def prepare(self, stage):
        self.town = stage.town
        members = self.town.homes(self.homes)
        for home in members:
            home.phase[self.town.random.random(len(self.town.days)) < self.silent] = NEVER
        block = np.arange(self.homes) // 3
        row, column = block // 7, block % 7
        self.labels = {"rows": row, "columns": column, "diagonals": (row + column) % 7, "counter": (row - column) % 7}
        for use, labels in self.labels.items():
            for label in range(labels.max() + 1):
                self.town.add(
                    f"E9-{use}-{label}", [m for m, at in zip(members, labels) if at == label], use=use)
        self.members = members
        joined = list(zip(*self.labels.values()))
        self.pieces = [np.array([at == piece for at in joined]) for piece in sorted(set(joined))]

    def guesses(self, view):
        for number, day in enumerate(self.town.days):
            away = np.array([home.phase[number] == NEVER for home in self.members])
            bounds = self.bounds(view, day)
            for piece, (least, most) in zip(self.pieces, bounds):
                truth = int(away[piece].sum())
                if truth and piece.sum() < 11:
                    yield 1, None if most is None else float(least >= 1)

    def bounds(self, view, day):
        """The least and most silent homes of each piece, by passing bounds between sets until nothing changes."""
        least = [0] * len(self.pieces)
        most = [int(piece.sum()) for piece in self.pieces]
        silent = []
        for use, labels in self.labels.items():
            for label in range(labels.max() + 1):
                figure = view.figure(f"E9-{use}-{label}", day)
                if figure and figure.contributing is not None:
                    inside = [i for i, piece in enumerate(self.pieces) if labels[piece.argmax()] == label]
                    silent.append((inside, int((labels == label).sum()) - figure.contributing))
        if not silent:
            return [(0, None)] * len(self.pieces)
        for _ in range(6):
            for inside, count in silent:
                lowest, highest = sum(least[i] for i in inside), sum(most[i] for i in inside)
                for i in inside:
                    most[i] = min(most[i], count - (lowest - least[i]))
                    least[i] = max(least[i], count - (highest - most[i]))
                    lowest, highest = sum(least[j] for j in inside), sum(most[j] for j in inside)
        return list(zip(least, most))

    def chance(self):
        sizes = np.array([piece.sum() for piece in self.pieces if piece.sum() < 11])
        return float(np.mean(1 - (1 - self.silent) ** sizes))


ATTACKS = [SilentPieces]
