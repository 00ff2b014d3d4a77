import Foundation

/// The part of JSON Schema (draft 2020-12) that the policy schema uses.
struct JSONSchema {
    private let root: [String: Any]

    init(_ json: [UInt8]) throws { root = try JSONSchema.object(json) }

    private static func object(_ json: [UInt8]) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any] ?? [:]
    }

    /// Where a document does not fit, as JSON pointers with a reason.
    func faults(in json: [UInt8]) throws -> [String] { faults(try JSONSchema.object(json), root, "") }

    private func faults(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
        if let name = (schema["$ref"] as? String)?.split(separator: "/").last {
            let definitions = root["$defs"] as? [String: [String: Any]]
            return faults(value, definitions?[String(name)] ?? [:], place)
        }
        if let choices = schema["anyOf"] as? [[String: Any]] {
            return choices.contains { faults(value, $0, place).isEmpty } ? [] : ["\(place): fits no choice"]
        }
        if let words = schema["enum"] as? [String], !words.contains(value as? String ?? "") {
            return ["\(place): not one of \(words)"]
        }
        switch schema["type"] as? String {
        case "object": return objectFaults(value, schema, place)
        case "array": return arrayFaults(value, schema, place)
        case "integer": return integerFaults(value, schema, place)
        case "string": return textFaults(value, schema, place)
        case "null": return value is NSNull ? [] : ["\(place): not null"]
        default: return []
        }
    }

    private func objectFaults(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
        guard let object = value as? [String: Any] else { return ["\(place): not an object"] }
        let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
        let missing = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }
        let unknown =
            schema["additionalProperties"] as? Bool == false ? object.keys.filter { properties[$0] == nil } : []
        return missing.map { "\(place)/\($0): missing" } + unknown.map { "\(place)/\($0): unknown" }
            + object.flatMap { name, value in properties[name].map { faults(value, $0, "\(place)/\(name)") } ?? [] }
    }

    private func arrayFaults(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
        guard let array = value as? [Any] else { return ["\(place): not a list"] }
        let isShort = array.count < schema["minItems"] as? Int ?? 0
        return (isShort ? ["\(place): too few"] : [])
            + array.enumerated().flatMap { faults($1, schema["items"] as? [String: Any] ?? [:], "\(place)/\($0)") }
    }

    private func integerFaults(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
        guard let number = value as? Double, number == number.rounded() else { return ["\(place): not whole"] }
        let isInside = number >= schema["minimum"] as? Double ?? -.infinity
        return isInside && number <= schema["maximum"] as? Double ?? .infinity ? [] : ["\(place): out of range"]
    }

    private func textFaults(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
        guard let text = value as? String else { return ["\(place): not text"] }
        if text.count < schema["minLength"] as? Int ?? 0 { return ["\(place): empty"] }
        guard let pattern = schema["pattern"] as? String else { return [] }
        return text.range(of: pattern, options: .regularExpression) != nil ? [] : ["\(place): not as \(pattern)"]
    }
}
