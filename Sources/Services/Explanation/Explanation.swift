package import Disclosure
import Foundation
package import Metering
package import Store

/// Where a recorded figure comes from: the policy and its words, the points, the inputs, the code, what came before
/// it, and what it would take to make it again.
///
/// For the operator: it names received files and the register's links. What others may know of it is `OpenExplanation`.
/// It tells no count that was not released, and never the secrets of a deployment.
package struct Explanation: Sendable, Encodable {
    package let release: Int64
    /// What everybody calls it (`FigureIdentifiers`).
    package let id: String
    package let outcome: Outcome
    /// Its short name, where sets were taken together.
    package let set: String
    /// The sets that were taken together; none for a set by itself.
    package let parts: [String]
    package let usage: String
    package let figure: String
    package let firstDay: CivilDay
    package let lastDay: CivilDay
    package let edition: Int
    /// The edition as recipients know it: they are not told of one that says the same as the one before.
    package let toldEdition: Int
    package let recordedAt: String
    package let policy: PolicyReference
    /// Only of a released figure.
    package let points: Band?
    /// Percent of the contributing points' figures, by quality; only of a released figure.
    package let quality: [String: Band]?
    /// Why it was held back.
    package let reason: SuppressionReason?
    /// What leaves in its place.
    package let alternative: Alternative?
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

    package struct Input: Sendable, Encodable {
        package let revision: Int64
        package let name: String
        package let sha256: String
        /// What recipients are told instead (`DisclosedInput`).
        package let digest: String
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
        of recorded: RecordedFigure, _ ledger: any ImportLedger, _ releases: any ReleaseRegister, _ keys: any KeyStore
    ) throws {
        let said = ExplainedVerdict(try recorded.outcome)
        (release, outcome) = (recorded.number, said.outcome)
        id = try keys.figureIdentifiers().identifier(of: recorded.number)
        (set, parts) = (recorded.setName.text, recorded.setName.parts)
        (usage, figure, edition) = (recorded.usage, recorded.figure, recorded.edition)
        (firstDay, lastDay) = (recorded.period.lowerBound, recorded.period.upperBound)
        recordedAt = recorded.recordedAt.description
        policy = PolicyReference(recorded, rule: said.rule)
        (points, quality, reason, alternative) = (said.points, said.quality, said.reason, said.alternative)
        let revisions = Set(recorded.revisions)
        let digests = try keys.inputDigests()
        inputs = try ledger.entries().filter { revisions.contains($0.revision) }.map {
            Input(
                revision: $0.revision.number, name: $0.name, sha256: $0.sha256,
                digest: digests.digest(ofFile: $0.sha256), source: $0.source.id, knownSince: $0.receivedAt.description)
        }
        inputsFingerprint = recorded.inputs
        program = recorded.program
        editionsBefore = try releases.editions(before: recorded).map {
            Edition(
                release: $0.number, edition: $0.edition, recordedAt: $0.recordedAt.description, program: $0.program,
                hasSameVerdict: $0.verdict == recorded.verdict)
        }
        toldEdition = try releases.toldEditions(upTo: recorded).count
        link = recorded.link
    }
}

extension Explanation.PolicyReference {
    init(_ recorded: RecordedFigure, rule: String?) {
        id = recorded.policyID
        self.rule = rule
        let noise = recorded.policy?.noise.flatMap { $0.id == rule ? $0.because : nil }
        because = recorded.policy?.rules.first { $0.id == rule }?.because ?? noise
        document = recorded.policy?.source.document
        section = recorded.policy?.source.section
        text = recorded.policy?.source.text ?? []
    }
}
