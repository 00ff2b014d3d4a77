package import Access
package import Foundation

/// Bodies of records as each version of the program wrote them: `Tests/Golden/Records/<kind>.<version>.json`, an array
/// of one or more. Files are only added.
package struct GoldenBodies {
    private let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden/Records")

    package init() {}

    /// Why the bodies and a type do not agree, in words; empty where each version is read, where today's version is
    /// written as it stands in its file, and where that file has a value for each field.
    package func faults<Body: VersionedBody>(of type: Body.Type) throws -> [String] {
        var faults: [String] = []
        for version in 1...type.version {
            let bodies = try bodies(of: type, version: version)
            let read = try bodies.map { try JSONDecoder().decode(RecordBody<Body>.self, from: $0).content }
            guard version == type.version else { continue }
            for (body, value) in zip(bodies, read) {
                let (was, now) = (try Self.canonical(body), try Self.canonical(JSONEncoder().encode(RecordBody(value))))
                if was != now { faults.append("\(type.bodyName) was \(was), is \(now): give it a new version") }
            }
            faults += Fields(of: read).unfilled.map { "\(type.bodyName) \(version) has no body with \($0)" }
        }
        return faults
    }

    package func bodies<Body: VersionedBody>(of type: Body.Type, version: Int) throws -> [Data] {
        let file = folder.appending(path: "\(type.bodyName).\(version).json")
        guard let all = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [Any] else {
            throw CocoaError(.fileReadCorruptFile)
        }
        return try all.map { try JSONSerialization.data(withJSONObject: $0) }
    }

    /// Without the version, keys and elements in order: sets are written in any.
    private static func canonical(_ body: Data) throws -> String {
        var object = try JSONSerialization.jsonObject(with: body) as? [String: Any] ?? [:]
        object["recordVersion"] = nil
        return try text(object)
    }

    private static func text(_ value: Any) throws -> String {
        switch value {
        case let object as [String: Any]:
            let fields = try object.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\(try text($0.value))" }
            return "{\(fields.joined(separator: ","))}"
        case let array as [Any]: return "[\(try array.map(text).sorted().joined(separator: ","))]"
        default:
            let data = try JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed])
            return String(decoding: data, as: UTF8.self)
        }
    }
}

/// The fields of some values, down to the last: which of them have a value in one of these.
private struct Fields {
    private var empty: Set<String> = []
    private var filled: Set<String> = []

    init(of values: [some Any]) {
        for value in values { walk(value, in: "\(type(of: value))") }
    }

    var unfilled: [String] { empty.subtracting(filled).sorted() }

    private mutating func walk(_ value: Any, in path: String) {
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .optional {
            if let inner = mirror.children.first?.value {
                filled.insert(path)
                walk(inner, in: path)
            } else {
                empty.insert(path)
            }
            return
        }
        for child in mirror.children { walk(child.value, in: "\(path).\(child.label ?? "element")") }
    }
}
