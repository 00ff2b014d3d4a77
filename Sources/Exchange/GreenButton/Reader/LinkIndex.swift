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
