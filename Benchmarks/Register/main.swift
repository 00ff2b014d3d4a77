import Disclosure
import EmbeddedStore
import Foundation
import Metering
import Store

// What the release register costs: 35,000 verdicts of a day recorded in one transaction, recorded again, and the
// chain verified; and what the differencing guard's memory costs: 35,000 figures a day for three months, restored as a
// publication of the next day does. Figures of two days are one row each, as those of one day were before a panel's
// month became one row.
//
//     swift run -c release --package-path Benchmarks register-bench

let sets = 35_000
let now = Instant(secondsSinceEpoch: 1_800_000_000)

func verdicts(of day: CivilDay, under policy: Policy) -> [FigureRecord] {
    let gate = DisclosureGate(policy: policy)
    return (0..<sets).map { number in
        let set = PointSet(id: "commune-\(100_000 + number)", kind: "commune", useCase: "4a", visibility: .restricted)
        let request = FigureRequest(
            set: set, carrier: .electricity, direction: .extraction, period: day...day, expectedPoints: 20,
            consent: nil)
        let members = (UInt32(10)..<30).map {
            SetEnergies.Member(number: $0, total: 900 + Int64($0) * Int64(number), quality: .measured)
        }
        return FigureRecord(
            policy: policy, request: request, revisions: [Revision(1), Revision(7)],
            inputs: Fingerprint.of(Array("\(number)".utf8)),
            verdict: gate.judge(request, Undisclosed(SetEnergies(members: members))))
    }
}

func measure(_ what: String, _ work: () throws -> Void) rethrows {
    let (wall, cpu) = (Date(), clock())
    try work()
    let seconds = (Double(clock() - cpu) / 1e6, Date().timeIntervalSince(wall))
    print(what, String(format: "%.2f s of processor, %.2f s", seconds.0, seconds.1))
}

let folder = FileManager.default.temporaryDirectory.appending(path: "register-\(UUID().uuidString)")
defer { try? FileManager.default.removeItem(at: folder) }
let data = try DataDirectory(folder)
let policy = try PolicyLibrary().policy(PolicyLibrary.defaultID)
for number in 0..<3 {
    let judgements = verdicts(of: CivilDay(daysSinceEpoch: Int32(20_700 + number)), under: policy)
    try measure("day \(number + 1): record \(sets)") { _ = try data.releases.record(judgements, now: now) }
    try measure("day \(number + 1): again") { _ = try data.releases.record(judgements, now: now) }
}
try measure("verify \(3 * sets)") {
    let faults = try data.verify().faults
    precondition(faults.isEmpty)
}

func guarded(_ panels: [Panel], from day: CivilDay, days: Int) -> [GuardedRelease] {
    panels.map { panel in
        GuardedRelease(
            kind: EnergyKind(carrier: .electricity, direction: .extraction), panel: panel,
            period: day...day.advanced(by: days - 1), audience: .everybody)
    }
}

let panels = (0..<UInt32(sets)).map { Panel($0 * 26..<$0 * 26 + 26) }
let first = CivilDay(year: 2026, month: 5, day: 1) ?? CivilDay(daysSinceEpoch: 20_574)
for (what, days) in [("a row for each figure", 2), ("a row for each panel's month", 1)] {
    let folder = folder.appending(path: "guard-\(days)")
    let data = try DataDirectory(folder)
    try measure("\(what): record 90 days of \(sets)") {
        for day in 0..<90 {
            _ = try data.releases.record(
                [],
                remembering: GuardMemory(released: guarded(panels, from: first.advanced(by: day), days: days)),
                closing: [], now: now)
        }
    }
    let file = try FileManager.default.attributesOfItem(atPath: folder.appending(path: "maille.sqlite").path)
    print("  \((file[.size] as? Int ?? 0) / 1_000_000) MB")
    try measure("\(what): read and restore") {
        let left = try data.releases.released(near: first.advanced(by: 45)...first.advanced(by: 45))
        let disclosureGuard = DisclosureGuard(
            Population(points: sets * 26), everybody: Protection(holders: 11), restricted: Protection(holders: 11))
        for days in left.days { disclosureGuard.restore(days) }
        for release in left.longer { disclosureGuard.restore(release) }
        print("  \(left.days.count + left.longer.count) rows")
    }
}
