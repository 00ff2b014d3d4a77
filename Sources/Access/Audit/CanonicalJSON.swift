import Foundation
import Metering

/// A JSON object in its one spelling: no spaces, no escaped slashes, names in the order in which they are added, which
/// is the alphabet's. Byte by byte what `JSONEncoder` writes with sorted keys; by hand, since every read of a person's
/// data waits for an audit entry.
struct CanonicalJSON {
    private var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(640) }

    /// What was added, in braces.
    static func object(_ fields: (inout CanonicalJSON) -> Void) -> String {
        var json = CanonicalJSON()
        json.open()
        fields(&json)
        json.close()
        return String(decoding: json.bytes, as: UTF8.self)
    }

    mutating func add(_ name: StaticString, object fields: (inout CanonicalJSON) -> Void) {
        add(name: name)
        open()
        fields(&self)
        close()
    }

    mutating func add(_ name: StaticString, number: Int64) {
        add(name: name)
        bytes.append(contentsOf: String(number).utf8)
    }

    /// An absent text leaves out the name too.
    mutating func add(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        add(name: name)
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        if isPlain { quote(text.utf8) } else { bytes.append(contentsOf: CanonicalJSON.escaped(text)) }
    }

    /// A text with characters that JSON escapes, in its quotes.
    private static func escaped(_ text: String) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        guard let escaped = try? encoder.encode(text) else { preconditionFailure("every text can be written as JSON") }
        return escaped
    }

    private mutating func open() { bytes.append(UInt8(ascii: "{")) }

    private mutating func close() { bytes.append(UInt8(ascii: "}")) }

    private mutating func add(name: StaticString) {
        if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
        name.withUTF8Buffer { quote($0) }
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func quote(_ text: some Collection<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: text)
        bytes.append(UInt8(ascii: "\""))
    }
}

extension AuditFacts {
    /// The body of the entry.
    var canonical: String {
        CanonicalJSON.object { json in
            json.add("action", action.rawValue)
            json.add("actor", object: actor.add(to:))
            json.add("at", number: at.secondsSinceEpoch)
            json.add("basis", basis?.rawValue)
            json.add("consent", consent?.text)
            if let count { json.add("count", number: Int64(count)) }
            if let detail { json.add("detail", object: { $0.add("text", detail.text) }) }
            json.add("network", network)
            json.add("outcome", object: outcome.add(to:))
            json.add("purpose", purpose)
            json.add("recipient", recipient?.text)
            json.add("request", request)
            json.add("sequence", number: sequence)
            json.add("subject", subject)
        }
    }
}

extension ReadDetail {
    /// What is sealed.
    var canonical: String {
        CanonicalJSON.object { json in
            json.add("carrier", carrier.rawValue)
            json.add("direction", direction.rawValue)
            json.add("first", first.description)
            json.add("last", last.description)
            json.add("point", point.text)
            json.add("step", step.rawValue)
        }
    }
}

extension Agent {
    fileprivate func add(to json: inout CanonicalJSON) {
        switch self {
        case .account(let account): json.add("account") { $0.add("_0", account.text) }
        case .client(let client): json.add("client") { $0.add("_0", client.text) }
        case .machine: json.add("machine") { _ in }
        case .systemUser(let user):
            json.add("systemUser") { json in
                json.add("_0") {
                    $0.add("name", user.name)
                    $0.add("uid", number: Int64(user.uid))
                }
            }
        }
    }
}

extension AuditOutcome {
    fileprivate func add(to json: inout CanonicalJSON) {
        switch self {
        case .done: json.add("done") { _ in }
        case .refused(let refusal): json.add("refused") { $0.add("_0", refusal.rawValue) }
        }
    }
}
