"""What pages and the API tell to everybody, beside the published files: no number more, no name more, and of what is
held nothing that depends on why."""

import collections
import json
import re

from attack import Attack
from stage import OWN_FILE

API = "/api/v1"
PAGES = (
    "/", "/login", "/login/code", "/login/code/new", "/register", "/verify", "/password/forgotten", "/password/new",
    "/account", "/consents", "/device", "/.well-known/oauth-authorization-server", "/oauth/authorize",
    f"{API}/openapi.yaml", f"{API}/catalogue", f"{API}/data-needs", f"{API}/problems/not-found",
    f"{API}/metering-points", f"{API}/buildings", f"{API}/buildings/covert-left/totals?from=2026-05-04&to=2026-05-04",
    "/espi/1_1/resource/ReadServiceStatus",
)
LISTS = "releases", "suppressions"
USES = "served", "covert", "nobody"
# What an answer has of a figure besides what is said of it: its place in lists, and what it is of.
PLACES = {
    "id", "number", "release", "explanation", "set", "parts", "figure", "from", "to", "firstDay", "lastDay",
    "recordedAt", "program", "digest", "usage",
}
# What it has of the rule that was asked, whose numbers are those of the policy.
RULES = {"policy", "alternative"}
# Fields of answers that differ between any two.
PASSING = {"date", "x-request-id", "ratelimit", "etag", "content-length"}


class AskedInPublic(Attack):
    """The attacks of this family look at one visit: whatever is linked, every number of a figure, and every set."""

    stage = "served"

    def prepare(self, stage):
        self.served = stage
        stage.visits["pages"] = self.look_around

    def look_around(self, _, server):
        """Asks whatever lists lead to, what is linked, and the numbers that could be guessed."""
        days, sets = self.served.town.days, [*self.served.town.sets, "nobody"]
        asked = collections.deque([*PAGES, f"{API}/sets", *(f"{API}/sets/{set}" for set in sets)])
        filters = ["", *(f"?set={set}" for set in sets), *(f"?use={use}" for use in USES)]
        asked += [f"{API}/{what}{which}" for which in filters for what in LISTS]
        asked += [
            f"{API}/publications/{use}/{day}?format={form}" for use in USES for day in days for form in ("csv", "json")]
        known, answers, highest = set(asked), [], 0
        while asked:
            answers.append(server.get(asked.popleft()))
            links = re.findall(r'(?:"(?:next|explanation)"\s*:\s*|href=)"(/[^"#]*)"', answers[-1].body)
            highest = max([highest, *(int(text) for text in re.findall(r'"number"\s*:\s*(\d+)', answers[-1].body))])
            guessed = () if asked else [f"{API}/{what}/{n}" for n in range(highest + 9) for what in LISTS]
            for path in (*links, *guessed):
                if path not in known:
                    known.add(path)
                    asked.append(path)
        return answers

    def chance(self):
        return 0.0


class NumbersBeyondFiles(AskedInPublic):
    """1 for each figure in an answer of which it says a number that its files do not say."""

    name, says = "api-numbers", "answers about figures: numbers that are not in the files of the same figure"

    def guesses(self, view):
        files = self.figures_of_files(view)
        policies = tokens([json.loads(text)["policy"] for name, text in view.documents.items() if is_manifest(name)])
        for answer in view.answers["pages"]:
            for entry in entries(answer):
                said = files.get((entry["set"], entry["from"]), [])
                allowed = set().union(*(
                    tokens(figure.get(part)) for figure in said for part in ("release", "suppression", "edition")))
                more = set().union(*(
                    tokens({name: value}) - allowed - (policies if name in RULES else set())
                    for name, value in entry.items()))
                yield 1, float(not said or bool(more))

    def figures_of_files(self, view):
        files = collections.defaultdict(list)
        for name, text in view.documents.items():
            if name.endswith(".json") and not is_manifest(name):
                for figure in json.loads(text)["figures"]:
                    files[figure["set"]["id"], figure["start"][:10]].append(figure)
        return files


class DocumentsThatDiffer(AskedInPublic):
    """1 for each document that is served and not a file that was published."""

    name, says = "api-documents", "documents of the API that are no published file"

    def guesses(self, view):
        for answer in view.answers["pages"]:
            if answer.question.startswith(f"{API}/publications/") and answer.status == 200:
                yield 1, float(answer.body not in view.documents.values())


class NamesOfMembers(AskedInPublic):
    """1 for each answer that has a point of the town, or a set or a use of restricted figures."""

    name, says = "api-names", "answers with members, or with sets of restricted figures"

    def guesses(self, view):
        points = {meter.point for meter in self.served.town.meters}
        for answer in view.answers["pages"]:
            told = answer.body.replace(answer.question, "") + json.dumps(answer.fields)
            yield 1, float("covert" in told or not points.isdisjoint(re.findall(r"\d{14}", told)))


class ReasonsThatShow(AskedInPublic):
    """1 for each answer about a held figure that is not the same, but for names and dates, as those about most."""

    name, says = "api-reasons", "answers about held figures that differ by the reason"

    def guesses(self, view):
        alike = collections.defaultdict(list)
        for answer in view.answers["pages"]:
            kind = re.sub(r"/\d+$|=set-\w+$|/set-\w+$", "", answer.question)
            if kind.startswith((f"{API}/releases", f"{API}/suppressions", f"{API}/sets")):
                for set in self.served.held:
                    if f'"{set}"' in answer.body and kind != answer.question or answer.question.endswith(f"={set}"):
                        alike[kind].append(self.form(answer))
        for forms in alike.values():
            usual = collections.Counter(forms).most_common(1)[0][0]
            yield from ((1, float(form != usual)) for form in forms)

    def form(self, answer):
        """Status, fields and text without what names the figure; its size is that of the text."""
        text = re.sub(r"\b(set|kind)-\w{3}\b", r"\1-…", answer.body)
        text = re.sub(r'2026-\d\d-\d\d(T[\d:]+Z)?', "day", text)
        text = re.sub(r'(/|"(?:id|number|release)" ?: ?)("[0-9a-f]{32}"|[0-9a-f]{32}|\d+)', r"\1…", text)
        fields = {name: value for name, value in answer.fields.items() if name not in PASSING}
        return answer.status, text, json.dumps(fields, sort_keys=True)


class RestrictedThatShow(AskedInPublic):
    """1 for each answer about a restricted set or use that is not the one about what nobody has heard of."""

    name, says = "api-restricted", "answers about restricted sets that differ from those about none"

    def guesses(self, view):
        found = {answer.question: answer for answer in view.answers["pages"]}
        for question, answer in found.items():
            none = found.get(re.sub(r"covert(-left|-held)?\b", "nobody", question))
            if none and none is not answer:
                yield 1, float(self.form(answer) != self.form(none))

    def form(self, answer):
        fields = {name: value for name, value in answer.fields.items() if name not in PASSING}
        fields["content-length"] = answer.fields.get("content-length")
        return answer.status, re.sub(r"urn:maille:request:\w+", "", answer.body), json.dumps(fields, sort_keys=True)


class FilesOfFigures(AskedInPublic):
    """A home's reading of each day comes in a file of its own. Of twelve sets, the attacker names the one in whose
    figure such a file is an input: so he knows a member of it. Chance: one of twelve."""

    name, says = "api-inputs", "the set of a home whose readings come in a file of their own, by digests of inputs"
    sets, groups = 12, 2

    def prepare(self, stage):
        super().prepare(stage)
        self.truth = {}
        for group in range(self.groups):
            members = [stage.producers(14) for _ in range(self.sets)]
            for number, inside in enumerate(members):
                stage.add(f"file-{group}-{number}", inside, kind=f"file-{group}-{number}")
            for number, day in enumerate(stage.town.days):
                place = int(stage.town.random.integers(self.sets))
                home = members[place][number]
                home.phase[number] = OWN_FILE
                stage.own_files.append(
                    f"#maille carrier=electricity direction=injection unit=Wh\npoint;date;v1\n"
                    f"{home.point};{day};{home.energy[number]}\n")
                self.truth[group, str(day)] = place

    def guesses(self, view):
        sets_of = collections.defaultdict(set)
        for answer in view.answers["pages"]:
            for entry in entries(answer):
                for digest in re.findall(r'"digest": "(\w+)"', json.dumps(entry)):
                    sets_of[digest, entry["from"]].add(entry["set"])
        for (group, day), place in self.truth.items():
            alone = {
                next(iter(found)) for (_, of), found in sets_of.items()
                if of == day and len(found) == 1 and next(iter(found)).startswith(f"file-{group}-")}
            yield 1, float(alone == {f"file-{group}-{place}"}) if alone else None

    def chance(self):
        return 1 / self.sets


class GapsBetweenRows(Attack):
    """After a late file, the attacker says whether it told of a home in the sets: the numbers of the next day's figures
    do not follow the last ones where something was recorded that is told to nobody. Chance: a coin."""

    name, stage = "api-rows", "late"
    says = "whether a late reading concerned held figures, by the numbers of later ones"

    def prepare(self, stage):
        self.town, self.came = stage.town, []
        stage.visits["numbers"] = lambda _, server: [server.get(f"{API}/suppressions"), server.get(f"{API}/releases")]
        stage.town.add("left", stage.town.homes(14, direction="injection"), use="late", usage="public")
        for number in range(1, len(stage.town.days)):
            members = stage.town.homes(9, direction="injection")
            (stranger,) = stage.town.homes(1, direction="injection")
            self.came.append(bool(number % 2) != bool(stage.town.random.integers(2)))
            (members[0] if self.came[-1] else stranger).phase[0] = number
            added = stage.town.add(f"held-{number}", members, kind=f"held-{number}", use="late", usage="public")
            stage.held[added.id] = "few"

    def guesses(self, view):
        numbers = collections.defaultdict(list)
        for answer in view.answers["numbers"]:
            for entry in entries(answer):
                numbers[entry["from"]].append(entry["number"] if "number" in entry else int(entry["id"], 16))
        for before, day, came in zip(self.town.days, self.town.days[1:], self.came):
            found = numbers[str(before)], numbers[str(day)]
            yield 1, float((min(found[1]) - max(found[0]) > 1) == came) if all(found) else None

    def chance(self):
        return 0.5


def entries(answer):
    """The figures in an answer, with what is explained of each."""
    said = json.loads(answer.body) if answer.status == 200 and answer.body.startswith("{") else {}
    yield from (item for item in said.get("items", ()) if "from" in item)
    if "entry" in said:
        entry, explained = said.pop("entry"), said.pop("explanation", {})
        # In an explanation, `release` is the id of the figure, and not what is said of it.
        yield {**entry, **said, **explained, "release": entry.get("release")}


def tokens(value):
    """The numbers in a value, wherever they stand; names of fields and places aside."""
    if isinstance(value, dict):
        said = [part for name, part in value.items() if name not in PLACES or isinstance(part, dict)]
        return set().union(*map(tokens, said))
    if isinstance(value, list):
        return set().union(*map(tokens, value))
    return set(re.findall(r"\d+", json.dumps(value))) if value is not None and not isinstance(value, bool) else set()


def is_manifest(name):
    return name.startswith("manifest")


ATTACKS = [
    NumbersBeyondFiles, DocumentsThatDiffer, NamesOfMembers, ReasonsThatShow, RestrictedThatShow, FilesOfFigures,
    GapsBetweenRows,
]
