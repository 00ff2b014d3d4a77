import Disclosure
package import Metering

/// An edition as recipients count them.
///
/// The register makes a new edition whenever inputs or verdict are others. One that says the same as the edition before
/// would tell its recipient that something came for a member of the set, and that it changed nothing: that a member was
/// silent, say. So what leaves counts only editions that say something else.
package struct ToldEdition: Sendable {
    package let number: Int
    /// The imports that the figure was made of when it first said so.
    package let revisions: Set<Revision>
}

extension ReleaseRegister {
    /// Costs the editions: of a figure's editions up to one, those that say something else than the one before them,
    /// the first of them first. Their count is the edition that recipients know.
    package func toldEditions(upTo figure: RecordedFigure) throws -> [RecordedFigure] {
        try (editions(before: figure) + [figure]).reduce(into: []) { told, next in
            if let last = told.last, try next.says(what: last) { return }
            told.append(next)
        }
    }

    /// Costs a look-up, and the editions of figures that have more than one: the editions, as recipients know them, of
    /// figures that were just recorded.
    package func toldEditions(of records: [FigureRecord], recorded editions: [Int]) throws -> [ToldEdition] {
        try zip(records, editions).map { record, edition in
            guard edition > 1 else { return ToldEdition(number: edition, revisions: record.revisions) }
            let request = record.request
            let last = try latest(ofSet: request.set.id, on: request.period.lowerBound).first {
                $0.policyID == record.policy.id && $0.usage == request.set.visibility.rawValue
                    && $0.figure == request.figure && $0.period == request.period
            }
            let told = try last.map { try toldEditions(upTo: $0) } ?? []
            return ToldEdition(
                number: max(1, told.count), revisions: told.last.map { Set($0.revisions) } ?? record.revisions)
        }
    }

    /// Costs the figures of the day where the set is named by the short name of a union; else as `latest(ofSet:on:)`.
    package func latest(ofSetNamed name: String, on day: CivilDay) throws -> [RecordedFigure] {
        let found = try latest(ofSet: name, on: day)
        guard found.isEmpty, name.contains("+") else { return found }
        let named = try Visibility.allCases.flatMap { visibility in
            try [false, true].flatMap { held in
                try list(of: visibility, sets: nil, on: day, held: held, before: nil, limit: .max)
            }
        }.filter { $0.setName.text == name }
        return try Set(named.map(\.set)).sorted().flatMap { try latest(ofSet: $0, on: day) }
    }
}

extension RecordedFigure {
    /// Whether this edition says what another said. Of figures of single points, which `outcome` leaves out, that is
    /// asked of the whole verdict.
    fileprivate func says(what other: RecordedFigure) throws -> Bool {
        let said = try outcome
        guard try said == other.outcome else { return false }
        if case .released(let figure) = said, figure.counts.isAgreed { return verdict == other.verdict }
        return true
    }
}
