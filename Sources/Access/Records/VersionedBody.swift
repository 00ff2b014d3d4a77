/// A value that is kept as JSON for years, while its type changes.
///
/// The JSON carries the version of its layout. Whoever changes what the type encodes adds one to `version`, and says in
/// `read(version:from:)` how the bodies of each former version become today's: the tests hold each type to the bodies
/// of all its versions.
package protocol VersionedBody: Codable, Sendable {
    /// What it is, for errors.
    static var bodyName: String { get }

    /// The version that this program writes, from 1.
    static var version: Int { get }

    /// Reads a body of a former version.
    static func read(version: Int, from decoder: any Decoder) throws -> Self
}

extension VersionedBody {
    package static var version: Int { 1 }

    package static func read(version: Int, from _: any Decoder) throws -> Self {
        throw BodyVersionError(body: bodyName, version: version, known: Self.version)
    }
}

/// A body in or out of JSON: its fields, and beside them `recordVersion`. A body without one is of version 1.
///
/// Decoding throws `BodyVersionError` for a version that the program does not know.
package struct RecordBody<Content: VersionedBody>: Codable, Sendable {
    package let content: Content

    package init(_ content: Content) { self.content = content }

    private enum Key: String, CodingKey { case version = "recordVersion" }

    package init(from decoder: any Decoder) throws {
        let version = try decoder.container(keyedBy: Key.self).decodeIfPresent(Int.self, forKey: .version) ?? 1
        try Content.refuseNewer(version)
        content =
            try version == Content.version ? Content(from: decoder) : Content.read(version: version, from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
        try content.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(Content.version, forKey: .version)
    }
}

extension VersionedBody {
    /// Throws `BodyVersionError` for a version that a later program wrote: it must not be written over either.
    package static func refuseNewer(_ version: Int) throws {
        if version > Self.version { throw BodyVersionError(body: bodyName, version: version, known: Self.version) }
    }
}

/// A body of a version that this program cannot read. Nothing was changed.
package struct BodyVersionError: Error, Hashable, CustomStringConvertible {
    package let body: String
    package let version: Int
    package let known: Int

    package init(body: String, version: Int, known: Int) {
        self.body = body
        self.version = version
        self.known = known
    }

    package var description: String {
        version > known
            ? "a record of the kind \(body) has version \(version), this program knows \(known): "
                + "use the program that wrote it, or a later one"
            : "a record of the kind \(body) has version \(version), which this program reads no more"
    }
}
