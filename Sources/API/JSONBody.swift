import Access
import Foundation
import HTTPTypes
import Web

extension Call {
    /// The body as JSON. Throws a problem that names the field.
    func json<Body: Decodable>(_: Body.Type = Body.self) throws(Problem) -> Body {
        let type = (headers[.contentType] ?? "").prefix { $0 != ";" }
        guard type == "application/json" else { throw .wrongType }
        do {
            return try JSONDecoder().decode(Body.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw .badBody(error.sentence)
        } catch {
            throw .badBody("it is not JSON")
        }
    }
}

extension Problem {
    static let wrongType = Problem(
        .unsupportedMediaType, "wrong-type", .init(french: "Type de corps refusé", english: "Type of body refused"),
        .init(
            french: "Envoyez du JSON, avec Content-Type: application/json.",
            english: "Send JSON, with Content-Type: application/json."))
}

extension DecodingError {
    fileprivate var sentence: String {
        switch self {
        case .keyNotFound(let key, let context): "\(Self.path(context.codingPath + [key])) is missing"
        case .valueNotFound(_, let context): "\(Self.path(context.codingPath)) is null"
        case .typeMismatch(_, let context): "\(Self.path(context.codingPath)) is of another type"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "it is not JSON" : "\(Self.path(context.codingPath)): \(context.debugDescription)"
        @unknown default: "it cannot be read"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String { keys.map(\.stringValue).joined(separator: ".") }
}
