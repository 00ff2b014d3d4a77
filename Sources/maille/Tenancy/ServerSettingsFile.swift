import ArgumentParser
import Foundation
import Store
import Web

/// The JSON file of a server's settings, to which a tenant is added. Everything else in it stays; its fields are
/// written in alphabetical order.
struct ServerSettingsFile {
    private let url: URL
    private var root: [String: Any] = [:]

    /// Empty where there is no file yet.
    init(_ url: URL) throws {
        self.url = url
        guard FileManager.default.fileExists(atPath: url.path) else { return }
        guard let root = try? JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any] else {
            throw ValidationError("\(url.path) is no JSON object: right it first, or leave --config out")
        }
        self.root = root
    }

    /// An entry of the file, as it is written.
    struct Entry: Encodable {
        let data: String
        let origin: String
    }

    private var names: [String] { root["tenants"] as? [String] ?? [] }

    private var entries: [String: [String: Any]] { root["tenant"] as? [String: [String: Any]] ?? [:] }

    /// The master key that the server would take; nil where there is no tenant yet.
    var masterKey: URL? {
        if let named = root["masterKey"] as? String { return URL(given: named) }
        let first = names.first.flatMap { entries[$0]?["data"] as? String }
        return first.map { URL(given: $0).appendingPathExtension("key") }
    }

    /// Adds a tenant; false where it is there already, the same. Throws where it would take the place of another.
    mutating func add(_ name: String, _ entry: Entry) throws -> Bool {
        guard root["data"] == nil || !names.isEmpty else {
            throw ValidationError(
                """
                \(url.path) has one tenant without a name, in data: write it as "tenants": ["default"], \
                "tenant": {"default": {"data": …, "origin": …}} first
                """)
        }
        for (other, values) in entries where other != name {
            if let data = values["data"] as? String, ServerSettingsFile.isSame(data, entry.data) {
                throw ValidationError("\(data) is the data directory of \(other) already: give another --data")
            }
            if let origin = values["origin"] as? String, try Origin(origin).host == Origin(entry.origin).host {
                throw ValidationError("\(origin) is the address of \(other) already: give another host")
            }
        }
        if let former = entries[name] {
            guard let data = former["data"] as? String, ServerSettingsFile.isSame(data, entry.data),
                former["origin"] as? String == entry.origin
            else {
                throw ValidationError(
                    "\(url.path) has the tenant \(name) with other data or another origin: change it there, or take "
                        + "another name")
            }
            if names.contains(name) { return false }
        }
        var (names, entries) = (names, entries)
        if !names.contains(name) { names.append(name) }
        entries[name, default: [:]].merge(["data": entry.data, "origin": entry.origin]) { $1 }
        root["tenants"] = names
        root["tenant"] = entries
        return true
    }

    /// A new file is its owner's alone; one that is there stays whose it is, since the server reads it as its own user.
    func write() throws {
        let options: JSONSerialization.WritingOptions = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let former = try? FileManager.default.attributesOfItem(atPath: url.path)
        try DurableFile(url, permissions: 0o600).write(JSONSerialization.data(withJSONObject: root, options: options))
        guard let former else { return }
        let kept: Set<FileAttributeKey> = [.posixPermissions, .ownerAccountID, .groupOwnerAccountID]
        try FileManager.default.setAttributes(former.filter { kept.contains($0.key) }, ofItemAtPath: url.path)
    }

    private static func isSame(_ one: String, _ other: String) -> Bool {
        URL(given: one).standardizedFileURL.path == URL(given: other).standardizedFileURL.path
    }
}
