package import Disclosure
package import Metering
package import Store

/// What everybody may know of where a recorded figure comes from.
///
/// It leaves out what is a plain digest of something that can be guessed: the files' SHA-256, the fingerprint of the
/// inputs and the register's links, which rest on exact counts. It leaves out the files that the figure was made of
/// too, keyed digests or not: of a home whose readings come in a file of its own they would tell which sets have it.
/// The manifest of its documents has those of all figures together. Editions are those that recipients know.
package struct OpenExplanation: Sendable, Encodable {
    /// `FigureIdentifiers`.
    package let release: String
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
    package let program: String
    package let editionsBefore: [Edition]

    /// An edition before that said something else.
    package struct Edition: Sendable, Encodable {
        package let release: String
        package let edition: Int
        package let recordedAt: String
        package let program: String
    }

    /// Costs the editions of the figure. Nil for an edition that says the same as the one before it, of
    /// which recipients do not know.
    package init?(
        of recorded: RecordedFigure, _ releases: any ReleaseRegister, _ identifiers: FigureIdentifiers
    ) throws {
        let told = try releases.toldEditions(upTo: recorded)
        guard told.last?.number == recorded.number else { return nil }
        let said = ExplainedVerdict(try recorded.outcome)
        (release, outcome) = (try identifiers.identifier(of: recorded.number), said.outcome)
        policy = Explanation.PolicyReference(recorded, rule: said.rule)
        (set, parts) = (recorded.setName.text, recorded.setName.parts.isEmpty ? nil : recorded.setName.parts)
        (usage, figure, edition) = (recorded.usage, recorded.figure, told.count)
        (firstDay, lastDay) = (recorded.period.lowerBound, recorded.period.upperBound)
        recordedAt = recorded.recordedAt.description
        (points, quality, reason, alternative) = (said.points, said.quality, said.reason, said.alternative)
        program = recorded.program
        editionsBefore = try told.dropLast().enumerated().map { place, earlier in
            Edition(
                release: try identifiers.identifier(of: earlier.number), edition: place + 1,
                recordedAt: earlier.recordedAt.description, program: earlier.program)
        }
    }
}
