import ArgumentParser
import Exchange
import Foundation
import Store

/// A mapping as people write and keep it: a name, and JSON.
enum MappingFile {
    /// The mapping that a person names: one that is kept, or that of a file.
    static func find(_ given: String, in documents: any DocumentStore) throws -> TableMapping {
        if given.hasSuffix(".json") || given.contains("/") {
            return try read([UInt8](try Data(contentsOf: URL(given: given))), of: given)
        }
        guard let document = try documents.mappings().first(where: { $0.name == "\(given).json" }) else {
            throw try unknown(given, in: documents)
        }
        return try read(document.bytes, of: given)
    }

    /// What is said of a name under which none is kept.
    static func unknown(_ name: String, in documents: any DocumentStore) throws -> ValidationError {
        let names = try documents.mappings().map { String($0.name.dropLast(5)) }
        let known = names.isEmpty ? "none is kept yet" : "kept are \(names.joined(separator: ", "))"
        return ValidationError("there is no mapping \(name): \(known); see maille map suggest, or give a .json file")
    }

    static func read(_ bytes: [UInt8], of name: String) throws -> TableMapping {
        do {
            let mapping = try JSONDecoder().decode(TableMapping.self, from: Data(bytes))
            if let fault = mapping.fault { throw ValidationError("the mapping \(name) reads nothing: \(fault)") }
            return mapping
        } catch let error as DecodingError {
            throw ValidationError("the mapping \(name) cannot be read: \(words(error))")
        }
    }

    static func json(_ mapping: TableMapping) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(mapping)) + [UInt8(ascii: "\n")]
    }

    /// A name that can be a file's.
    static func requireName(_ name: String) throws {
        guard name.wholeMatch(of: #/[a-z0-9][a-z0-9._-]{0,39}/#) != nil else {
            throw ValidationError("a mapping's name has 1 to 40 small letters, digits, hyphens, points and underscores")
        }
    }

    private static func words(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "'\(key.stringValue)' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            (context.codingPath.map(\.stringValue).joined(separator: ".")) + ": " + context.debugDescription
        @unknown default: "\(error)"
        }
    }
}
