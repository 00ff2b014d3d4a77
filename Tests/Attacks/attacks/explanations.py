"""What explanations say beside files: counts that the files have in bands."""

import re

from attacks.e3_constant_sets import TEN, OneIsSilent


class CountsOfExplanations(OneIsSilent):
    name, says, designs, silent_days = "explained", "E3b with the counts that explanations give", 1, (4, 16)

    def prepare(self, stage):
        super().prepare(stage)
        for set, _, _, silent in self.designs_of:
            stage.to_explain += [(f"{set}-{i}", stage.town.days[day]) for day in silent for i in range(10)]

    def silent_by_counts(self, view, set, rows, day):
        counts = [count_in(view.explained.get((f"{set}-{i}", day), "")) for i in range(len(rows))]
        if None in counts:
            return None
        short = [self.core + 4 - count for count in counts]
        matching = [j for j in TEN if list(rows[:, j]) == short]
        return matching[0] if len(matching) == 1 else None


def count_in(text):
    """An exact count of contributing points in a JSON explanation, wherever it stands."""
    found = re.search(r'"contributing(?:Points)?"\s*:\s*(\d+)', text)
    return int(found[1]) if found else None


ATTACKS = [CountsOfExplanations]
