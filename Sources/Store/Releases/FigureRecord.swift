package import Disclosure
package import Metering

/// A verdict about to be recorded.
package struct FigureRecord: Sendable {
    package let policy: Policy
    package let request: FigureRequest
    /// The imports that the figure was made of.
    package let revisions: Set<Revision>
    /// What the verdict rests on: equal inputs give equal figures.
    package let inputs: String
    package let verdict: Verdict

    package init(
        policy: Policy, request: FigureRequest, revisions: Set<Revision>, inputs: String, verdict: Verdict
    ) {
        self.policy = policy
        self.request = request
        self.revisions = revisions
        self.inputs = inputs
        self.verdict = verdict
    }
}

/// A line of a table about to be recorded, with whom it covers in each year.
package struct TableLineRecord: Sendable {
    package let figure: FigureRecord
    package let panels: [Int: Panel]

    package init(_ figure: FigureRecord, panels: [Int: Panel]) {
        self.figure = figure
        self.panels = panels
    }
}

/// A year that another run has closed with other energies since this one began.
package struct YearClosedMeanwhile: Error, CustomStringConvertible {
    package let year: Int

    package init(year: Int) { self.year = year }

    package var description: String { "another table has closed \(year) meanwhile: ask for this one again" }
}

/// A sum with noise about to be recorded and charged.
package struct NoisyRecord: Sendable {
    package let policy: Policy
    package let request: FigureRequest
    /// Every member of the set, with data or not: each pays.
    package let members: Set<PointID>
    package let revisions: Set<Revision>
    package let inputs: String
    package let sum: NoisySum

    package init(
        policy: Policy, request: FigureRequest, members: Set<PointID>, revisions: Set<Revision>, inputs: String,
        sum: NoisySum
    ) {
        self.policy = policy
        self.request = request
        self.members = members
        self.revisions = revisions
        self.inputs = inputs
        self.sum = sum
    }
}
