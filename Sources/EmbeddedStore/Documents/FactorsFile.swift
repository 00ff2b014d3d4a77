import Foundation
import Store

/// The operator's `factors.json`.
enum FactorsFile {
    private struct Content: Decodable { let factors: [CarrierFactor] }

    /// None where there is no file. Throws `StoreError.settings`.
    static func read(in directory: URL) throws -> CarrierFactors {
        let file = directory.appending(path: "factors.json")
        guard FileManager.default.fileExists(atPath: file.path) else { return .none }
        do {
            return try CarrierFactors(JSONDecoder().decode(Content.self, from: Data(contentsOf: file)).factors)
        } catch let error as DecodingError {
            throw StoreError.settings("factors.json: \(words(of: error))")
        }
    }

    private static func words(of error: DecodingError) -> String {
        switch error {
        case .dataCorrupted(let context) where context.codingPath.isEmpty: "it cannot be read as JSON"
        case .dataCorrupted(let context): "\(place(context)): \(context.debugDescription)"
        case .keyNotFound(let key, let context): "\(place(context)): there is no \(key.stringValue)"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(place(context)): it is of another type than docs/running/factors.md says"
        @unknown default: "it cannot be read"
        }
    }

    /// `factor 3, amount`.
    private static func place(_ context: DecodingError.Context) -> String {
        let path = context.codingPath.dropFirst().map { $0.intValue.map { "factor \($0 + 1)" } ?? $0.stringValue }
        return path.isEmpty ? "the file" : path.joined(separator: ", ")
    }
}
