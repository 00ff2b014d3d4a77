import Foundation
package import Metering

/// What a row of the register says, read back and typed. Nobody can make a `Release` of it.
package enum RecordedOutcome: Hashable, Sendable {
    case released(Released)
    case held(Held)
    case noisy(Noisy)

    package struct Released: Hashable, Sendable, Codable {
        package let rule: String
        package let contributingPoints: Int
        package let expectedPoints: Int
        package let quality: QualityCounts
        /// Watt-hours, or litres.
        package let sum: Int64?
        package let quartiles: Quartiles?
        package let curve: [Interval]?
    }

    package struct Quartiles: Hashable, Sendable, Codable {
        package let first: Int64
        package let median: Int64
        package let third: Int64
    }

    /// Of a set's curve: mean power in watts.
    package struct Interval: Hashable, Sendable, Codable {
        package let start: String
        package let end: String
        package let value: Int64?
    }

    package struct Held: Hashable, Sendable, Codable {
        /// Nil where no rule applies to such data.
        package let rule: String?
        package let reason: String
        package let alternative: Alternative?
    }

    /// What leaves in place of a held figure: a set and its days.
    package struct Alternative: Hashable, Sendable, Codable {
        package let set: String
        package let firstDay: CivilDay
        package let lastDay: CivilDay
    }

    package struct Noisy: Hashable, Sendable, Codable {
        package let rule: String
        package let sum: Int64
        package let standardDeviation: Int64
    }

    /// The policy's rule; nil where none applies.
    package var rule: String? {
        switch self {
        case .released(let released): released.rule
        case .held(let held): held.rule
        case .noisy(let noisy): noisy.rule
        }
    }
}

extension RecordedFigure {
    /// Costs decoding the row: the figures of single points, which their holders agreed to for one publication, are
    /// left out. Throws `StoreError.damagedBlock` where the row says nothing that is known.
    package var outcome: RecordedOutcome {
        get throws {
            let verdict = try JSONDecoder().decode(Verdict.self, from: Data(verdict.utf8))
            if let released = verdict.release { return .released(released) }
            if let held = verdict.suppression { return .held(held) }
            if let noisy = verdict.noisy { return .noisy(noisy) }
            throw StoreError.damagedBlock("of release \(number)", detail: "it is neither released nor held")
        }
    }

    /// As the register writes it.
    private struct Verdict: Decodable {
        let release: RecordedOutcome.Released?
        let suppression: RecordedOutcome.Held?
        let noisy: RecordedOutcome.Noisy?
    }
}
