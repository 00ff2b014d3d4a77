/// The points that a figure covers, by the caller's numbering: sorted, each once. Set operations cost both panels'
/// points.
package struct Panel: Hashable, Sendable {
    package let points: [UInt32]
    /// FNV-1a over the points: part of the register's rows, and so frozen. Equal panels have equal fingerprints; panels
    /// of equal fingerprints may differ, and `==` compares the points too.
    package let fingerprint: UInt64

    package init(_ points: some Sequence<UInt32>) {
        var sorted = Array(points)
        if !sorted.isStrictlyAscending {
            sorted.sort()
            sorted.removeRepeats()
        }
        self.init(ascending: sorted)
    }

    private init(ascending: [UInt32]) {
        points = ascending
        fingerprint = FNV1a.hash64(ascending)
    }

    package var count: Int { points.count }

    package static func == (left: Panel, right: Panel) -> Bool {
        left.fingerprint == right.fingerprint && left.points == right.points
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }

    package func subtracting(_ other: Panel) -> Panel {
        other.points.isEmpty ? self : Panel(ascending: merged(other) { isHere, isThere in isHere && !isThere })
    }

    package func intersection(_ other: Panel) -> Panel { Panel(ascending: merged(other) { $0 && $1 }) }

    package func union(_ other: Panel) -> Panel { Panel(ascending: merged(other) { $0 || $1 }) }

    /// Costs the logarithm of the points.
    func contains(_ point: UInt32) -> Bool {
        let place = points.partitioningIndex { $0 >= point }
        return place < points.count && points[place] == point
    }

    /// Whether they have a point in common. Costs the points of the smaller, and for each the logarithm of the larger.
    func hasAny(of other: Panel) -> Bool {
        let (few, many) = count < other.count ? (self, other) : (other, self)
        return few.points.contains(where: many.contains)
    }

    private func merged(_ other: Panel, keeping isKept: (Bool, Bool) -> Bool) -> [UInt32] {
        let (left, right) = (points, other.points)
        var (here, there) = (0, 0)
        var result: [UInt32] = []
        result.reserveCapacity(left.count)
        while here < left.count || there < right.count {
            let isLeft = here < left.count && (there == right.count || left[here] <= right[there])
            let isRight = there < right.count && (here == left.count || right[there] <= left[here])
            if isKept(isLeft, isRight) { result.append(isLeft ? left[here] : right[there]) }
            here += isLeft ? 1 : 0
            there += isRight ? 1 : 0
        }
        return result
    }
}

extension Panel {
    /// The panel that the next figure of a set may use: this one until enough points have joined or left.
    ///
    /// Consumption changes little from one period to the next, so two figures that differ by one point reveal that
    /// point. Joiners are added once they protect each other (`HolderTally.isFew`); leavers stay until they do
    /// (reliability R7). A point that may not be used any more, as when consent is withdrawn, cannot be kept: hold the
    /// figure then while `self` has such points.
    package func renewed(for members: Panel, under protection: Protection, _ population: Population) -> Panel {
        let joined = members.subtracting(self)
        let left = subtracting(members)
        var next = self
        if !population.tally(of: joined.points).isFew(protection) { next = next.union(joined) }
        if !population.tally(of: left.points).isFew(protection) { next = next.subtracting(left) }
        return next
    }
}

extension [UInt32] {
    /// The first place from which on a condition holds that holds for all after it.
    fileprivate func partitioningIndex(where holds: (UInt32) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    fileprivate var isStrictlyAscending: Bool {
        withUnsafeBufferPointer { points in
            for index in points.indices.dropFirst() where points[index - 1] >= points[index] { return false }
            return true
        }
    }

    fileprivate mutating func removeRepeats() {
        var kept = 0
        for index in indices where index == 0 || self[index] != self[kept - 1] {
            self[kept] = self[index]
            kept += 1
        }
        removeSubrange(kept...)
    }
}

extension Sequence<Panel> {
    /// In the order in which panels are tested that are told all at once.
    var largestFirst: [Panel] { sorted { ($0.count, $0.fingerprint) > ($1.count, $1.fingerprint) } }
}
