import Disclosure
import Foundation
import Store

/// What the operator sets in `settings.json`. Keep the file readable by its owner alone: the dominance rule is a
/// secret.
///
///     {"dominancePercent": 15, "readyPercent": 90, "readyPercentOf": {"2a": 60}, "readyRange": [70, 150]}
struct DeploymentSettings: Decodable {
    private var dominancePercent: Int?
    private var readyPercent: Int?
    private var readyPercentOf: [String: Int]?
    private var readyRange: [Int]?

    /// The defaults where there is no file. Throws `StoreError.settings`.
    init(in directory: URL) throws {
        let file = directory.appending(path: "settings.json")
        guard FileManager.default.fileExists(atPath: file.path) else { return }
        do {
            let bytes = try Data(contentsOf: file)
            let fields = try JSONDecoder().decode(Fields.self, from: bytes)
            if let unknown = fields.names.first(where: { CodingKeys(stringValue: $0) == nil }) {
                throw StoreError.settings("settings.json has no setting '\(unknown)': look at its name")
            }
            self = try JSONDecoder().decode(DeploymentSettings.self, from: bytes)
        } catch let error as DecodingError {
            throw StoreError.settings("settings.json: \(DeploymentSettings.fault(error))")
        }
    }

    private enum CodingKeys: String, CodingKey {
        case dominancePercent, readyPercent, readyPercentOf, readyRange
    }

    /// The names of all fields: a misspelt one would silently not apply.
    private struct Fields: Decodable {
        let names: [String]

        private struct Name: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }

            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            names = try decoder.container(keyedBy: Name.self).allKeys.map(\.stringValue).sorted()
        }
    }

    private static func fault(_ error: DecodingError) -> String {
        if case .typeMismatch(_, let context) = error, let field = context.codingPath.first?.stringValue {
            return "\(field) is of another type: readyPercentOf is like {\"2a\": 60}, readyRange like [50, 200], "
                + "the others are whole numbers"
        }
        return "it cannot be read as JSON"
    }

    func dominance() throws -> DominanceRule {
        guard let percent = dominancePercent else { return DominanceRule() }
        guard DominanceRule.percents.contains(percent) else {
            throw StoreError.settings("dominancePercent in settings.json is not a whole number from 1 to 100")
        }
        return DominanceRule(percent: percent)
    }

    func readiness() throws -> ReadinessRule {
        var rule = ReadinessRule.default
        if let readyPercent { rule.completeness = readyPercent }
        if let readyPercentOf { rule.completenessOf = readyPercentOf }
        guard ([rule.completeness] + rule.completenessOf.values).allSatisfy((0...100).contains) else {
            throw StoreError.settings(
                "readyPercent and readyPercentOf in settings.json are not whole numbers from 0 to 100")
        }
        guard let readyRange else { return rule }
        guard readyRange.count == 2, (0...100).contains(readyRange[0]), (100...100_000).contains(readyRange[1]) else {
            throw StoreError.settings(
                "readyRange in settings.json is not a percent up to 100 and one from 100, like [50, 200]")
        }
        rule.range = readyRange[0]...readyRange[1]
        return rule
    }
}
