package import Metering

/// The energies of the points of a set over one period: personal data until aggregated.
package struct SetEnergies: Sendable {
    /// One member's energy over the whole period.
    package struct Member: Sendable {
        /// The caller's number of the point.
        package let number: UInt32
        /// In watt-hours, or litres for water.
        package let total: Int64
        /// The worst quality among the readings that the total was made of.
        package let quality: Quality
        package let holder: Holder

        package init(number: UInt32, total: Int64, quality: Quality, holder: Holder = .itself) {
            self.number = number
            self.total = total
            self.quality = quality
            self.holder = holder
        }
    }

    /// The members with data, each point once, by number.
    let reporting: [Member]
    /// Identifiers of points by number. Given where every holder agreed that they may be named, and where a requester
    /// controls points, to find these among the members.
    private let names: [UInt32: PointID]
    /// The sum of the absolute values of all totals.
    private let magnitude: UInt128

    /// Of a point that is listed twice, the first entry counts. Costs a sort, unless the members come by ascending
    /// number.
    package init(members: [Member], names: [UInt32: PointID] = [:]) {
        self.names = names
        let isInOrder = zip(members, members.dropFirst()).allSatisfy { $0.number < $1.number }
        reporting = isInOrder ? members : SetEnergies.ordered(members)
        var magnitude = UInt128(0)
        for member in reporting { magnitude += UInt128(member.total.magnitude) }
        self.magnitude = magnitude
    }

    /// Whether every sum of any of them fits into 64 bits, rounded or not: their absolute values come to at most 2⁶².
    var isCountable: Bool { SetEnergies.areCountable([self]) }

    /// The same for the energies of several years together, as tables add them.
    static func areCountable(_ all: [SetEnergies]) -> Bool { all.reduce(0) { $0 + $1.magnitude } <= 1 << 62 }

    private static func ordered(_ members: [Member]) -> [Member] {
        let order = members.indices.sorted { left, right in
            members[left].number == members[right].number ? left < right : members[left].number < members[right].number
        }
        var distinct: [Member] = []
        distinct.reserveCapacity(members.count)
        for index in order where distinct.last?.number != members[index].number { distinct.append(members[index]) }
        return distinct
    }

    func name(of member: Member) -> PointID? { names[member.number] }

    /// Whether a requester controls a member's point, or may do so where a rule takes unknown holders for the
    /// requester.
    ///
    /// Precondition: for a requester who is no outsider, the name of every member is given. Without it, a point of the
    /// requester would count as another's.
    func isControlled(_ member: Member, by requester: Requester, under rule: Policy.Rule) -> Bool {
        if requester == .outsider { return false }
        guard let name = names[member.number] else { preconditionFailure("a member is not named to its asker") }
        return requester.controls(name) || rule.takesUnknownForRequester && requester.mayControl(name)
    }

    /// The members with energy in the period: others do not count for thresholds (Code de l'énergie D.111-52 1°).
    var active: [Member] { reporting.filter { $0.total > 0 } }
}

extension Undisclosed<SetEnergies> {
    /// Whether the energies can be added up in 64 bits. If not, no figure of them leaves; the caller tells the
    /// operator.
    package var isCountable: Bool { value.isCountable }
}
