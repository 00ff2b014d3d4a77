import Disclosure
import Foundation
import Metering
import Store

// What the release register costs: 35,000 verdicts of a day recorded in one transaction, recorded again, and the
// chain verified.
//
//     swift run -c release --package-path Benchmarks register-bench

let sets = 35_000
let now = Instant(secondsSinceEpoch: 1_800_000_000)

func verdicts(of day: CivilDay, under policy: Policy) -> [ReleaseRegister.Judgement] {
    let gate = DisclosureGate(policy: policy)
    return (0..<sets).map { number in
        let set = PointSet(id: "commune-\(100_000 + number)", kind: "commune", use: "4a", usage: .restricted)
        let question = Question(
            set: set, carrier: .electricity, direction: .extraction, period: day...day, expectedPoints: 20,
            consent: nil)
        let members = (UInt32(10)..<30).map {
            SetEnergies.Member(number: $0, total: 900 + Int64($0) * Int64(number), quality: .measured)
        }
        return ReleaseRegister.Judgement(
            policy: policy, question: question, revisions: [Revision(1), Revision(7)],
            inputs: Fingerprint.of(Array("\(number)".utf8)),
            verdict: gate.judge(question, Undisclosed(SetEnergies(members: members))))
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
