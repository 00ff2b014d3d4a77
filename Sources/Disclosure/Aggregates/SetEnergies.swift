package import Metering

/// The energies of the points of a set over one period: personal data until aggregated.
package struct SetEnergies: Sendable {
    /// One member's energy over the whole period.
    package struct Member: Sendable {
        /// The number by which the caller knows the point.
        package let number: UInt32
        /// Watt-hours, or litres for water.
        package let total: Int64
        /// Worst quality of what the total was made of.
        package let quality: Quality
        package let holder: Holder

        package init(number: UInt32, total: Int64, quality: Quality, holder: Holder = .itself) {
            self.number = number
            self.total = total
            self.quality = quality
            self.holder = holder
        }
    }

    /// Members with data, each point once, by number.
    let reporting: [Member]
    /// Identifiers of points by number: where every holder agreed that they may be named, and where who asks
    /// controls points and has to be recognised among them.
    private let names: [UInt32: PointID]
    /// What they come to without their signs.
    private let magnitude: UInt128

    /// Of a point that is listed twice, the first figure counts. Members in the order of their numbers are taken as
    /// they are.
    package init(members: [Member], names: [UInt32: PointID] = [:]) {
        self.names = names
        let isInOrder = zip(members, members.dropFirst()).allSatisfy { $0.number < $1.number }
        reporting = isInOrder ? members : SetEnergies.ordered(members)
        var magnitude = UInt128(0)
        for member in reporting { magnitude += UInt128(member.total.magnitude) }
        self.magnitude = magnitude
    }

    /// Whether every sum of them, in any choice and order, is a whole number of 64 bits, rounded or not: they come to
    /// at most 2⁶² without their signs.
    var isCountable: Bool { SetEnergies.areCountable([self]) }

    /// The same of the energies of several years together, as a table has them.
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

    /// Whether a member's point is one that who asks controls.
    ///
    /// Precondition: of someone who controls points, every member's name is given. One who could not be recognised
    /// would count as another.
    func isControlled(_ member: Member, by requester: Requester) -> Bool {
        if requester.controlledPoints.isEmpty { return false }
        guard let name = names[member.number] else { preconditionFailure("a member is not named to its asker") }
        return requester.controls(name)
    }

    /// Members with energy in the period: a point that stands still, or is listed twice, may not lift a set over
    /// a threshold (Code de l'énergie D.111-52 1°).
    var active: [Member] { reporting.filter { $0.total > 0 } }
}

extension Undisclosed<SetEnergies> {
    /// Whether the energies can be added up: of others no figure leaves, and the operator is told.
    package var isCountable: Bool { value.isCountable }
}
