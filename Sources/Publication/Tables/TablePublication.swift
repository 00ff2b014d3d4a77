package import Disclosure
package import Metering
import Store

/// Which table of annual energies to publish: territories of some kinds, with each sector, in some years.
///
/// Territories are sets; a point's sector is the set of kind `sector` that it is in (`residential`, `tertiary`,
/// `industry`, `agriculture`), `unassigned` without one. Neither kinds nor years may be empty.
package struct TableRequest: Sendable {
    package let kinds: [String]
    package let years: ClosedRange<Int>
    package let kind: EnergyKind
    package let policy: Policy
    /// Why a table may leave although its years are not complete (`ReadinessRule`): recorded. Nil: it is refused.
    package var approval: String?

    package init(kinds: [String], years: ClosedRange<Int>, _ kind: EnergyKind, under policy: Policy) {
        self.kinds = kinds
        self.years = years
        self.kind = kind
        self.policy = policy
    }
}

/// Why no table is made.
package enum TableRefusal: Error, Hashable, CustomStringConvertible {
    case noTerritories([String])
    /// No set of the kinds has members of the kind of energy from the first to the last day of a year.
    case noMembers([String], EnergyKind, ClosedRange<Int>)
    case uncountable(year: Int)
    /// Percent of the days of all points that have energy, and how many are asked.
    case incomplete(year: Int, percent: Int, asked: Int)

    package var description: String {
        switch self {
        case .noTerritories(let kinds):
            "there are no public sets of kind \(kinds.joined(separator: ", ")): `maille sets list` names them"
        case .noMembers(let kinds, let kind, let years):
            """
            no set of kind \(kinds.joined(separator: ", ")) has \(kind.carrier.rawValue) \(kind.direction.rawValue) \
            members from the first to the last day of \(years.lowerBound) or a later year up to \(years.upperBound): \
            look at `from` and `until` in the set list
            """
        case .uncountable(let year):
            """
            the energies of \(year) are too large to be added up: look for an index or a daily energy that has \
            digits too many, and import the right one
            """
        case .incomplete(let year, let percent, let asked):
            """
            \(percent) % of the days of all points have energy in \(year), \(asked) % are asked: import what is missing; \
            or, if it is right as it is, say --approve "WHY"
            """
        }
    }
}

extension ReleaseOffice {
    /// Costs the energies of the years, of all members of the territories, and all earlier lines of these years. Judges
    /// the lines whole, with every earlier line and all that left day by day, and records them.
    ///
    /// The first table of which a line of a year leaves closes it: later tables are made of the same energies. A run
    /// that fails closes nothing.
    package func publishTable(_ request: TableRequest, now: Instant) throws -> PublishedTable {
        try releases.exclusively {
            try checkRemembered(request.years)
            let draft = try TableDraft(self, request, now: now)
            let closed = try releases.closedYears(request.kind)
            for year in draft.incomplete {
                guard let approval = request.approval else { throw year.refusal }
                try releases.approve(DayApproval(use: "table", day: year.lastDay, reason: approval), now: now)
            }
            let editions = try releases.record(
                draft.records, closing: draft.horizons, draft.closings, request.kind, now: now)
            let told = try releases.toldEditions(of: draft.records.map(\.figure), recorded: editions)
            let figures = zip(zip(draft.judged, draft.records), told).map { line, edition in
                RecordedRelease(
                    line.1.figure, edition: edition, isLawfulAlone: line.0.isLawfulAlone,
                    isAlternative: line.0.isMerged)
            }
            return PublishedTable(
                figures: PublishedFigures(known: draft.known, days: [figures], isEstimating: [false]),
                closes: draft.horizons.keys.filter { closed[$0] == nil }.sorted())
        }
    }

    /// Costs what `publishTable` costs: judges as it does, and records nothing.
    package func tryTable(_ request: TableRequest, now: Instant) throws -> TableTrial {
        try releases.exclusively {
            try checkRemembered(request.years)
            let draft = try TableDraft(self, request, now: now)
            if let year = draft.incomplete.first, request.approval == nil { throw year.refusal }
            let closed = try releases.closedYears(request.kind)
            let released = draft.judged.count { $0.verdict.isRelease }
            return TableTrial(
                closes: draft.horizons.keys.filter { closed[$0] == nil }.sorted(), released: released,
                suppressed: draft.judged.count - released)
        }
    }
}

/// A table as it was recorded, and the years that it closed.
package struct PublishedTable: Sendable {
    package let figures: PublishedFigures
    package let closes: [Int]
}

/// What a table would do, of which nothing is recorded.
package struct TableTrial: Hashable, Sendable, Encodable {
    /// Years that the table would close, with all that is known of them now.
    package let closes: [Int]
    package let released: Int
    package let suppressed: Int
}
