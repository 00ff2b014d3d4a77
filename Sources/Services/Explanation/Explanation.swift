import Disclosure
import Foundation
package import Metering
package import Store

/// Where a recorded figure comes from: the policy and its words, the points, the inputs, the code, what came before
/// it, and what it would take to make it again.
///
/// It tells no count that was not released, and never the secrets of a deployment.
package struct Explanation: Sendable, Encodable {
    package let release: Int64
    package let outcome: Outcome
    package let set: String
    package let usage: String
    package let figure: String
    package let firstDay: CivilDay
    package let lastDay: CivilDay
    package let edition: Int
    package let recordedAt: String
    package let policy: PolicyReference
    /// Only of a released figure.
    package let points: Points?
    /// Percent of the contributing points' figures, by quality; only of a released figure.
    package let quality: [String: Int]?
    /// Why it was held back.
    package let reason: String?
    /// What leaves in its place: a set and its days.
    package let alternative: String?
    package let inputs: [Input]
    package let inputsFingerprint: String
    package let program: String
    package let editionsBefore: [Edition]
    /// The row's link in the chain of the register.
    package let link: String

    package enum Outcome: String, Sendable, Encodable {
        case released, suppressed, noisy
    }

    package struct PolicyReference: Sendable, Encodable {
        package let id: String
        package let rule: String?
        package let because: String?
        package let document: String?
        package let section: String?
        package let text: [String]
    }

    /// How many points there were, as a band; the figure itself carries the counts.
    package struct Points: Sendable, Encodable {
        package let atLeast: Int
        package let atMost: Int
    }

    package struct Input: Sendable, Encodable {
        package let revision: Int64
        package let name: String
        package let sha256: String
        /// The identifier of who it came from.
        package let source: String
        package let knownSince: String
    }

    package struct Edition: Sendable, Encodable {
        package let release: Int64
        package let edition: Int
        package let recordedAt: String
        package let program: String
        package let hasSameVerdict: Bool
    }

    package init(
        of recorded: RecordedFigure, _ ledger: any ImportLedger, _ releases: any ReleaseRegister
    ) throws {
        let found = try recorded.outcome
        release = recorded.number
        outcome = Outcome(found)
        (set, usage, figure, edition) = (recorded.set, recorded.usage, recorded.figure, recorded.edition)
        (firstDay, lastDay) = (recorded.period.lowerBound, recorded.period.upperBound)
        recordedAt = recorded.recordedAt.description
        policy = PolicyReference(recorded, rule: found.rule)
        let (released, held) = (found.released, found.held)
        points = (released?.contributingPoints).map(Points.init(containing:))
        quality = released?.quality.percents
        reason = held?.reason
        alternative = held?.alternative?.text
        let revisions = Set(recorded.revisions)
        inputs = try ledger.entries().filter { revisions.contains($0.revision) }.map {
            Input(
                revision: $0.revision.number, name: $0.name, sha256: $0.sha256, source: $0.source.id,
                knownSince: $0.receivedAt.description)
        }
        inputsFingerprint = recorded.inputs
        program = recorded.program
        editionsBefore = try releases.editions(before: recorded).map {
            Edition(
                release: $0.number, edition: $0.edition, recordedAt: $0.recordedAt.description, program: $0.program,
                hasSameVerdict: $0.verdict == recorded.verdict)
        }
        link = recorded.link
    }
}

extension Explanation.Outcome {
    fileprivate init(_ outcome: RecordedOutcome) {
        switch outcome {
        case .released: self = .released
        case .held: self = .suppressed
        case .noisy: self = .noisy
        }
    }
}

extension RecordedOutcome {
    fileprivate var released: Released? { if case .released(let released) = self { released } else { nil } }
    fileprivate var held: Held? { if case .held(let held) = self { held } else { nil } }
}

extension RecordedOutcome.Alternative {
    fileprivate var text: String { "\(set), \(firstDay == lastDay ? "\(firstDay)" : "\(firstDay) – \(lastDay)")" }
}

extension Explanation.PolicyReference {
    fileprivate init(_ recorded: RecordedFigure, rule: String?) {
        id = recorded.policyID
        self.rule = rule
        let noise = recorded.policy?.noise.flatMap { $0.id == rule ? $0.because : nil }
        because = recorded.policy?.rules.first { $0.id == rule }?.because ?? noise
        document = recorded.policy?.source.document
        section = recorded.policy?.source.section
        text = recorded.policy?.source.text ?? []
    }
}

extension Explanation.Points {
    /// The band of the series 1, 2, 5, 10, 20, 50… that holds a count.
    fileprivate init(containing count: Int) {
        var (lower, decade) = (1, 1)
        while count >= decade * 10 { decade *= 10 }
        for factor in [1, 2, 5] where decade * factor <= count { lower = decade * factor }
        let upper = lower == decade ? 2 * decade : lower == 2 * decade ? 5 * decade : 10 * decade
        (atLeast, atMost) = (lower, upper - 1)
    }
}

extension QualityCounts {
    fileprivate var percents: [String: Int] {
        let counts = ["measured": measured, "corrected": corrected, "estimated": estimated, "missing": missing]
        return counts.filter { $0.value > 0 }.mapValues { ($0 * 200 + total) / (2 * total) }
    }
}
