import Disclosure
import Foundation
import Metering
import Publication
import Store

/// The figures of one use as JSON, keys sorted: the same figures give the same bytes.
struct FigureJSON: Encodable {
    let use: String
    let usage: Visibility
    let day: CivilDay
    let policy: String
    /// Absent from public documents.
    let recipients: [Recipient]?
    let terms: RestrictedTerms?
    let figures: [Entry]

    /// Who receives a restricted document, by which agreement and right.
    struct Recipient: Encodable {
        let agreement: Int64
        let recipient: String
        let basis: String

        init(_ kept: KeptAgreement) {
            (agreement, recipient, basis) = (kept.number, kept.agreement.recipient, kept.agreement.basis)
        }
    }

    struct Entry: Encodable {
        let set: PointSet
        let carrier: Carrier
        let direction: Direction
        let sector: Policy.Sector?
        let start: String
        let end: String
        let unit: String
        let edition: Int
        let release: Release?
        let suppression: Suppression?

        init(_ figure: RecordedRelease) {
            let request = figure.request
            (set, carrier, direction) = (request.set, request.carrier, request.direction)
            sector = request.sector
            start = request.period.lowerBound.start.parisText
            end = request.period.upperBound.end.parisText
            unit = request.set.figureStep.curveStep == nil ? figure.unit : "W"
            edition = figure.edition
            switch figure.verdict {
            case .released(let value): (release, suppression) = (value, nil)
            case .suppressed(let value): (release, suppression) = (nil, value)
            }
        }
    }

    static func document(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value)) + [UInt8(ascii: "\n")]
    }
}
