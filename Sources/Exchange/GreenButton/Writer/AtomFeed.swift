package import Metering

/// Writes a feed of ESPI resources, in pieces: whoever appends takes what is written before it grows large.
///
/// Equal resources and instants give equal bytes. Source: RFC 4287; order and links as in the Green Button
/// Alliance's own files.
package struct AtomFeed {
    package static let mediaType = "application/atom+xml; charset=utf-8"

    private let base: ESPIBase
    private let updated: Instant
    private var document: [UInt8] = []

    static let namespace: StaticString = " xmlns=\"http://www.w3.org/2005/Atom\""

    /// `updated` is the moment of the newest thing in the feed.
    package init(_ path: ESPIPath, title: String, at base: ESPIBase, updated: Instant) {
        self.base = base
        self.updated = updated
        document.append(ESPIDocument.xmlDeclaration)
        document.append("<feed xmlns=\"http://www.w3.org/2005/Atom\">\n")
        document.append(element: "id", text: base.id(of: path))
        document.append(element: "title", text: title)
        document.append(element: "updated", text: updated.description)
        document.append(link: "self", to: path, at: base)
    }

    /// Adds a resource, last changed at `updated`, or with the feed.
    package mutating func append(_ resource: some ESPIResource, updated: Instant? = nil) {
        document.append(entry: resource, at: base, updated: updated ?? self.updated, namespace: "")
    }

    /// The bytes written since the last time: a day of half-hours is 10 KiB.
    package mutating func take() -> [UInt8] {
        let piece = document
        document.removeAll(keepingCapacity: true)
        return piece
    }

    /// The bytes that were not taken, and the end of the feed.
    package consuming func finish() -> [UInt8] {
        document.append("</feed>\n")
        return document
    }
}

extension [UInt8] {
    mutating func append(
        entry resource: some ESPIResource, at base: ESPIBase, updated: Instant, namespace: StaticString
    ) {
        append("<entry")
        append(namespace)
        append(">\n")
        append(element: "id", text: base.id(of: resource.path))
        append(link: "self", to: resource.path, at: base)
        append(link: "up", to: resource.path.up, at: base)
        for path in resource.related { append(link: "related", to: path, at: base) }
        append(element: "title", text: resource.title)
        append("<content type=\"application/xml\">\n")
        resource.append(to: &self)
        append("</content>\n")
        append(element: "published", text: updated.description)
        append(element: "updated", text: updated.description)
        append("</entry>\n")
    }

    mutating func append(link relation: StaticString, to path: ESPIPath, at base: ESPIBase) {
        append("<link rel=\"")
        append(relation)
        append("\" href=\"")
        append(xmlText: base.address(of: path).replacing("\"", with: "%22"))
        append("\" type=\"")
        append(text: path.linkType)
        append("\"/>\n")
    }

    mutating func append(element name: StaticString, number: Int64) {
        append("<")
        append(name)
        append(">")
        append(decimal: number)
        append("</")
        append(name)
        append(">")
    }

    /// An element of text: what XML cannot hold is left out, and so is what goes beyond the longest that the schema
    /// takes.
    mutating func append(element name: StaticString, text: String, longest: Int = .max) {
        append("<")
        append(name)
        append(">")
        append(xmlText: String(String.UnicodeScalarView(text.unicodeScalars.filter(\.isXML).prefix(longest))))
        append("</")
        append(name)
        append(">\n")
    }
}

extension Unicode.Scalar {
    /// Source: XML 1.0, production 2, `Char`.
    fileprivate var isXML: Bool { value >= 0x20 && value & 0xFFFE != 0xFFFE || [0x09, 0x0A, 0x0D].contains(value) }
}
