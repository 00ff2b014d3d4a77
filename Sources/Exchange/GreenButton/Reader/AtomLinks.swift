import Metering

/// The links of an entry, without scheme and host: files mix addresses with and without them.
struct AtomLinks {
    private(set) var own = ""
    private(set) var up = ""
    private(set) var related: [String] = []

    mutating func take(_ attributes: XMLAttributes) {
        guard let place = attributes.value("href", { AtomLinks.place($0.string) }), !place.isEmpty else { return }
        attributes.value("rel") { relation in
            if relation.equals("self") { own = place }
            if relation.equals("up") { up = place }
            if relation.equals("related") { related.append(place) }
        }
    }

    /// The part of an address that says which resource it is.
    private static func place(_ address: String) -> String {
        var place = Substring(address)
        if let scheme = place.firstRange(of: "://") { place = place[scheme.upperBound...].drop { $0 != "/" } }
        if let root = place.firstRange(of: "/resource/") { place = place[root.upperBound...] }
        return place.split(separator: "/").joined(separator: "/")
    }

    /// Whether a link leads to a resource of a kind, or under one.
    func speak(of kind: String) -> Bool {
        ([own, up] + related).contains { $0.split(separator: "/").contains { $0 == kind } }
    }

    /// The place of the resource of a kind that a link leads to or under.
    func place(of kind: String) -> String? {
        for link in [own, up] + related {
            let parts = link.split(separator: "/")
            guard let index = parts.firstIndex(where: { $0 == kind }), index + 1 < parts.count else { continue }
            return parts[...(index + 1)].joined(separator: "/")
        }
        return nil
    }

    var byteCount: Int { related.reduce(own.utf8.count + up.utf8.count) { $0 + $1.utf8.count } }
}
