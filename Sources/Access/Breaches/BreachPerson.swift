package import Metering

/// One person whom a breach concerns. It goes when the person is erased; the breach's numbers stay.
package struct BreachPerson: StoredRecord {
    package static let kind = RecordKind("breach_person")
    package let breach: String
    let concerned: SubjectID
    /// `BreachExtent`, sealed with the person's key.
    package internal(set) var extent: Sealed
    /// The identifier of the e-mail, once it was queued: there is no second one.
    package internal(set) var letter: String?
    package internal(set) var toldAt: Instant?
    package internal(set) var closedAt: Instant?

    package var id: String { "\(breach) \(concerned.text)" }
    package var owner: String { breach }
    package var subject: SubjectID? { concerned }
    package var end: Instant? { closedAt }
}

/// What of a person a breach concerns.
package struct BreachExtent: Hashable, Sendable, Codable {
    static let field = "breach-extent"
    package internal(set) var points: [PointDays] = []
    package internal(set) var recipients: Set<RecipientID> = []

    /// Days of one carrier and direction of a point that were read.
    package struct PointDays: Hashable, Sendable, Codable {
        package let point: PointID
        package let carrier: Carrier
        package let direction: Direction
        /// In order, apart; ends included.
        package internal(set) var days: [ClosedDays]
    }

    package struct ClosedDays: Hashable, Sendable, Codable {
        package let first: CivilDay
        package let last: CivilDay
    }

    /// Adds what an entry says was read. Costs the stretches of the point.
    mutating func add(_ detail: ReadDetail) {
        let new = ClosedDays(first: detail.first, last: detail.last)
        let place = points.firstIndex {
            $0.point == detail.point && $0.carrier == detail.carrier && $0.direction == detail.direction
        }
        guard let place else {
            points.append(
                PointDays(point: detail.point, carrier: detail.carrier, direction: detail.direction, days: [new]))
            return
        }
        points[place].days = BreachExtent.joined(points[place].days + [new])
    }

    private static func joined(_ days: [ClosedDays]) -> [ClosedDays] {
        var joined: [ClosedDays] = []
        for next in days.sorted(by: { $0.first < $1.first }) {
            if let last = joined.last, next.first <= last.last.advanced(by: 1) {
                joined[joined.count - 1] = ClosedDays(first: last.first, last: max(last.last, next.last))
            } else {
                joined.append(next)
            }
        }
        return joined
    }

    var pointDays: Int {
        points.reduce(0) { $0 + $1.days.reduce(0) { $0 + ($1.first...$1.last).count } }
    }

    var pointCount: Int { Set(points.map(\.point)).count }
}
