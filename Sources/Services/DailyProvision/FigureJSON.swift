import Disclosure
import Foundation
import Metering

/// The figures of one use as JSON, keys sorted: the same figures give the same bytes.
struct FigureJSON: Encodable {
    let use: String
    let usage: Usage
    let day: CivilDay
    let policy: String
    let figures: [Entry]

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

        init(_ figure: Figure) {
            let question = figure.question
            (set, carrier, direction) = (question.set, question.carrier, question.direction)
            sector = question.sector
            start = question.period.lowerBound.start.parisText
            end = question.period.upperBound.end.parisText
            unit = question.set.figureStep.curveStep == nil ? figure.unit : "W"
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
