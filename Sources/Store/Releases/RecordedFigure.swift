package import Disclosure
package import Metering

/// A row of the register: what was judged, from what, by which code.
package struct RecordedFigure: Sendable {
    package let number: Int64
    package let policyID: String
    package let set: String
    package let usage: String
    /// Carrier, direction and step; of a sum with noise its mechanism and cost too.
    package let figure: String
    package let period: ClosedRange<CivilDay>
    package let edition: Int
    /// The fingerprint of all it rests on.
    package let inputs: String
    /// JSON: `release`, `suppression` or `noisy`.
    package let verdict: String
    package let recordedAt: Instant
    /// Empty for rows from before they were kept.
    package let revisions: [Revision]
    package let program: String
    /// The policy as it stood then; nil for rows from before it was kept.
    package let policy: Policy?
    /// Its link of the chain, in hexadecimal.
    package let link: String

    /// For registers.
    package init(
        number: Int64, policyID: String, set: String, usage: String, figure: String,
        period: ClosedRange<CivilDay>, edition: Int, inputs: String, verdict: String, recordedAt: Instant,
        revisions: [Revision], program: String, policy: Policy?, link: String
    ) {
        self.number = number
        self.policyID = policyID
        self.set = set
        self.usage = usage
        self.figure = figure
        self.period = period
        self.edition = edition
        self.inputs = inputs
        self.verdict = verdict
        self.recordedAt = recordedAt
        self.revisions = revisions
        self.program = program
        self.policy = policy
        self.link = link
    }
}

extension FigureRequest {
    /// What is figured, as the register names it.
    package var figure: String {
        let figure = "\(carrier.rawValue) \(direction.rawValue) \(set.figureStep.rawValue)"
        return sector.map { "\(figure) \($0.rawValue)" } ?? figure
    }
}
