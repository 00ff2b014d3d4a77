package import Disclosure
package import Metering
package import Publication
package import Store

/// What everybody may know of where a recorded figure comes from.
///
/// It leaves out what is a plain digest of something that can be guessed: the files' SHA-256, the fingerprint of the
/// inputs and the register's links, which rest on exact counts. Editions are those that recipients know.
package struct OpenExplanation: Sendable, Encodable {
    package let release: Int64
    package let outcome: Explanation.Outcome
    package let set: String
    package let parts: [String]?
    package let usage: String
    package let figure: String
    package let firstDay: CivilDay
    package let lastDay: CivilDay
    package let edition: Int
    package let recordedAt: String
    package let policy: Explanation.PolicyReference
    /// Only of a released figure.
    package let points: Band?
    /// Percent of the contributing points' figures, by quality; only of a released figure.
    package let quality: [String: Band]?
    /// Why it was held back.
    package let reason: SuppressionReason?
    /// What leaves in its place.
    package let alternative: Alternative?
    package let inputs: [DisclosedInput]
    package let program: String
    package let editionsBefore: [Edition]

    /// An edition before that said something else.
    package struct Edition: Sendable, Encodable {
        package let release: Int64
        package let edition: Int
        package let recordedAt: String
        package let program: String
    }

    /// Costs the editions of the figure, and the ledger. Nil for an edition that says the same as the one before it, of
    /// which recipients do not know.
    package init?(of recorded: RecordedFigure, _ releases: any ReleaseRegister, _ office: ReleaseOffice) throws {
        let told = try releases.toldEditions(upTo: recorded)
        guard told.last?.number == recorded.number else { return nil }
        let said = ExplainedVerdict(try recorded.outcome)
        (release, outcome) = (recorded.number, said.outcome)
        policy = Explanation.PolicyReference(recorded, rule: said.rule)
        (set, parts) = (recorded.setName.text, recorded.setName.parts.isEmpty ? nil : recorded.setName.parts)
        (usage, figure, edition) = (recorded.usage, recorded.figure, told.count)
        (firstDay, lastDay) = (recorded.period.lowerBound, recorded.period.upperBound)
        recordedAt = recorded.recordedAt.description
        (points, quality, reason, alternative) = (said.points, said.quality, said.reason, said.alternative)
        inputs = try office.disclosedInputs(Set(recorded.revisions))
        program = recorded.program
        editionsBefore = told.dropLast().enumerated().map { place, earlier in
            Edition(
                release: earlier.number, edition: place + 1, recordedAt: earlier.recordedAt.description,
                program: earlier.program)
        }
    }
}
