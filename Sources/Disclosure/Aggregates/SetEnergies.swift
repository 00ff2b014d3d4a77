package import Metering

/// The energies of the points of a set over one period: personal data until aggregated.
package struct SetEnergies: Sendable {
    /// One member's energy over the whole period.
    package struct Member: Sendable {
        package let point: PointID
        /// Watt-hours, or litres for water.
        package let total: Int64
        /// Worst quality of what the total was made of.
        package let quality: Quality
        package let holder: Holder

        package init(point: PointID, total: Int64, quality: Quality, holder: Holder = .itself) {
            self.point = point
            self.total = total
            self.quality = quality
            self.holder = holder
        }
    }

    /// Members with data, each point once, by point.
    let reporting: [Member]

    /// Of a point that is listed twice, the first figure counts. Members in the order of their points are taken as
    /// they are.
    package init(members: [Member]) {
        let isInOrder = zip(members, members.dropFirst()).allSatisfy { $0.point < $1.point }
        reporting = isInOrder ? members : SetEnergies.ordered(members)
    }

    private static func ordered(_ members: [Member]) -> [Member] {
        let order = members.indices.sorted { left, right in
            members[left].point == members[right].point ? left < right : members[left].point < members[right].point
        }
        var distinct: [Member] = []
        distinct.reserveCapacity(members.count)
        for index in order where distinct.last?.point != members[index].point { distinct.append(members[index]) }
        return distinct
    }

    /// Members with energy in the period: a point that stands still, or is listed twice, may not lift a set over
    /// a threshold (Code de l'énergie D.111-52 1°).
    var active: [Member] { reporting.filter { $0.total > 0 } }
}
