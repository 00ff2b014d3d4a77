import Metering

/// An Atom entry as far as it is read: what it is called, where it links to, what it holds.
struct GreenButtonEntry {
    enum Content {
        case other
        case usagePoint(serviceKind: Int64?)
        /// Its type, where it stands inside instead of being linked.
        case meterReading(ReadingTypeCodes?)
        case readingType(ReadingTypeCodes)
        case block([GreenButtonReading])
    }

    var id = ""
    var links = AtomLinks()
    var content = Content.other
    let line: UInt32

    init(line: UInt32) { self.line = line }

    var readingCount: Int {
        if case .block(let readings) = content { readings.count } else { 0 }
    }

    mutating func append(_ reading: GreenButtonReading) {
        guard case .block(var readings) = content else { return }
        // Taken out first, so that appending does not copy.
        content = .other
        readings.append(reading)
        content = .block(readings)
    }
}

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

    var byteCount: Int { related.reduce(own.utf8.count + up.utf8.count) { $0 + $1.utf8.count } }
}

/// Which entry of a kind others link to.
struct LinkIndex {
    private let kind: String
    /// What the collection under such an entry is of.
    private let children: String?
    /// Nil where several claim a place, as all do that of a certificate.
    private var owners: [String: Int?] = [:]
    private var places: Set<String> = []
    private var count = 0

    init(of kind: String, over children: String? = nil) {
        self.kind = kind
        self.children = children
    }

    /// An entry claims its own place, its collection, and what it calls related; false for one that was added before,
    /// as pages of one feed repeat them.
    mutating func add(_ links: AtomLinks) -> Bool {
        guard links.own.isEmpty || places.insert(links.own).inserted else { return false }
        let claims = [links.own] + (children.map { ["\(links.own)/\($0)"] } ?? []) + links.related
        for place in Set(claims) where !place.isEmpty {
            if owners[place] == nil { owners[place] = count } else { owners[place] = .some(nil) }
        }
        count += 1
        return true
    }

    /// The entry that the links lead to. In a whole file, the only one there is needs no link, as long as no link
    /// speaks of another.
    func owner(of links: AtomLinks, inWholeFile isWhole: Bool) -> Int? {
        for place in [links.up, links.own] + links.related {
            if let owner = owners[place] ?? nil { return owner }
        }
        return isWhole && count == 1 && !links.speak(of: kind) ? 0 : nil
    }
}

/// One `IntervalReading`, before it is known what its value counts.
struct GreenButtonReading {
    /// Its own start, or its block's.
    var start: Int64?
    /// Intervals between that start and its own.
    var ordinal: Int32 = 0
    var duration: Int64?
    var value = Field<Int64>.absent
    private(set) var mark: Mark?
    private(set) var hasUnknownQuality = false
    let line: UInt32

    init(line: UInt32) { self.line = line }

    mutating func take(quality text: Span<UInt8>) {
        let known = text.integer.flatMap { ReadingQualityCode.mark($0) }
        hasUnknownQuality = hasUnknownQuality || known == nil
        let next = known ?? Mark(.measured, isDoubtful: true)
        mark = mark?.worse(next) ?? next
    }
}
