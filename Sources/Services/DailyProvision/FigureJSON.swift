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
        let set: SetEntry
        let carrier: Carrier
        let direction: Direction
        let sector: Policy.Sector?
        let start: String
        let end: String
        let unit: String
        let edition: Int
        let release: DisclosedFigure?
        let suppression: HeldFigure?

        init(_ figure: RecordedRelease) {
            let request = figure.request
            (set, carrier, direction) = (SetEntry(request), request.carrier, request.direction)
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

    /// The set, by its short name; sets that were taken together each in `parts`.
    struct SetEntry: Encodable {
        let id: String
        let parts: [String]?
        let kind: String
        let use: String
        let usage: Visibility
        let figureStep: FigureStep

        init(_ request: FigureRequest) {
            let (set, name) = (request.set, request.setName)
            (id, parts) = (name.text, name.parts.isEmpty ? nil : name.parts)
            (kind, use, usage, figureStep) = (set.kind, set.useCase, set.visibility, set.figureStep)
        }
    }

    static func document(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value)) + [UInt8(ascii: "\n")]
    }
}
