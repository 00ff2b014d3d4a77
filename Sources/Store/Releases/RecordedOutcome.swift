package import Disclosure
import Foundation
import Metering

/// What a row of the register says, read back and typed, as far as it may leave. Nobody can make a `Release` of it.
package enum RecordedOutcome: Hashable, Sendable {
    case released(DisclosedFigure)
    case held(HeldFigure)
    case noisy(Noisy)

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
    package var setName: SetName { SetName(recorded: set) }

    /// Costs decoding the row: the figures of single points, which their holders agreed to for one publication, are
    /// left out. Throws `StoreError.damagedBlock` where the row says nothing that is known.
    package var outcome: RecordedOutcome {
        get throws {
            let verdict = try JSONDecoder().decode(Verdict.self, from: Data(verdict.utf8))
            if let released = verdict.release { return .released(released.disclosed(under: policy)) }
            if let held = verdict.suppression { return .held(held.disclosed) }
            if let noisy = verdict.noisy { return .noisy(noisy) }
            throw StoreError.damagedBlock("of release \(number)", detail: "it is neither released nor held")
        }
    }

    /// As the register writes it.
    private struct Verdict: Decodable {
        let release: Released?
        let suppression: Held?
        let noisy: RecordedOutcome.Noisy?
    }

    private struct Released: Decodable {
        let rule: String
        let contributingPoints: Int
        let expectedPoints: Int
        let quality: QualityCounts
        let sum: Int64?
        let quartiles: Quartiles?
        let curve: [Release.CurveFigure]?

        func disclosed(under policy: Policy?) -> DisclosedFigure {
            DisclosedFigure(
                rule: rule,
                counts: DisclosedCounts(
                    contributing: contributingPoints, expected: expectedPoints, quality: quality,
                    under: policy?.rules.first { $0.id == rule }),
                sum: sum, quartiles: quartiles, curve: curve)
        }
    }

    private struct Held: Decodable {
        let rule: String?
        let reason: String
        let alternative: Alternative?
        let partial: Int64?

        struct Alternative: Decodable {
            let set: String
            let firstDay: CivilDay
            let lastDay: CivilDay
            let singleDays: Int?
        }

        var disclosed: HeldFigure {
            HeldFigure(
                rule: rule, reason: SuppressionReason(recorded: reason, ofRule: rule),
                alternative: alternative.map {
                    Disclosure.Alternative(
                        set: SetName(recorded: $0.set), over: $0.firstDay...$0.lastDay, singleDays: $0.singleDays)
                }, partial: partial)
        }
    }
}
