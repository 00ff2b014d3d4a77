import Access
import Metering
import Web

/// A breach as commands show it: what is known, what is owed, and until when.
struct BreachSheet: Encodable {
    let breach: String
    let noticed: String
    let deadline: String
    /// How the 72 hours stand, in words.
    let clock: String
    let what: String
    let risk: String?
    let reason: String?
    let reads: Int?
    let readsOfNobody: Int?
    let persons: Int?
    let points: Int?
    let pointDays: Int?
    let recipients: [String]
    let programs: [String]
    let told: Int
    let untold: Int
    let unreachable: Int
    let waiting: Int
    let givenUp: Int
    let reported: String?
    let reference: String?
    let closed: String?
    let exemption: String?

    init(_ breach: Breach, _ tenant: Tenant, now: Instant) throws {
        let (letters, judgement) = (try tenant.breachLetters(of: breach.id), try tenant.breaches.judgement(of: breach))
        self.breach = breach.id
        (noticed, deadline) = (breach.noticedAt.description, breach.deadline.description)
        clock = BreachSheet.clock(of: breach, now: now)
        what = try tenant.breaches.facts(of: breach).what
        (risk, reason) = (breach.risk?.rawValue, judgement?.reason)
        let finding = breach.finding
        (reads, readsOfNobody, persons) = (finding?.reads, finding?.readsOfNobody, finding?.persons)
        (points, pointDays) = (finding?.points, finding?.pointDays)
        recipients = (finding?.recipients ?? []).map(\.text).sorted()
        programs = (finding?.clients ?? []).map(\.text).sorted()
        (told, untold, unreachable) = (letters.told, letters.untold, letters.unreachable)
        (waiting, givenUp) = (letters.waiting, letters.givenUp)
        (reported, reference) = (breach.reportedAt?.description, breach.reference)
        closed = breach.closedAt?.description
        exemption = try tenant.breaches.exemption(of: breach)
    }

    private static func clock(of breach: Breach, now: Instant) -> String {
        if let reported = breach.reportedAt {
            let after = "reported \(words(reported.seconds(since: breach.noticedAt))) after"
            return breach.isLate(at: now) ? after + ": late, with the reasons (art. 33(1))" : after
        }
        if breach.risk == .unlikely { return "no risk: nothing to report" }
        if breach.closedAt != nil { return "not reported" }
        let left = breach.deadline.seconds(since: now)
        return left >= 0
            ? "\(words(left)) left to tell the authority"
            : "late by \(words(-left)): tell the authority, with the reasons (art. 33(1))"
    }

    private static func words(_ seconds: Int64) -> String { "\(seconds / 3_600) h \(seconds % 3_600 / 60) min" }

    var text: String {
        let found =
            persons.map { persons in
                "persons \(persons.grouped), points \((points ?? 0).grouped), days of points \((pointDays ?? 0).grouped), "
                    + "reads \((reads ?? 0).grouped) (of nobody any more: \((readsOfNobody ?? 0).grouped))"
            } ?? "nobody looked in the log to the end: maille breaches assess \(breach)"
        let rows = [
            ("breach", breach), ("noticed", noticed), ("72 hours", "until \(deadline): \(clock)"), ("what", what),
            ("concerned", found), ("recipients", recipients.joined(separator: ", ")),
            ("programs", programs.joined(separator: ", ")),
            ("risk", risk ?? "not judged: maille breaches assess \(breach)"),
            ("because", reason ?? ""), ("authority", reported.map { "\($0), \(reference ?? "")" } ?? "not told"),
            (
                "persons",
                "told \(told.grouped) (of these, waiting to leave \(waiting.grouped), given up \(givenUp.grouped)), "
                    + "not told \(untold.grouped), without a proven address \(unreachable.grouped)"
            ), ("exemption", exemption ?? ""), ("closed", closed ?? ""),
        ]
        return rows.filter { !$0.1.isEmpty }.map { name, value in
            name + String(repeating: " ", count: 12 - name.count) + value
        }.joined(separator: "\n")
    }
}
