/// What the connection of a point measures and can carry: all that rules ask of a point.
///
/// It is copied for each day of a file, so it holds nothing that would have to be retained.
package struct Connection: Hashable, Sendable {
    package let carrier: Carrier
    /// The mean power it can carry, where that is known.
    package let capacity: Power?
    /// The day on which it was taken out of service, where it was.
    package let terminatedOn: CivilDay?
    private let isExtracting: Bool
    private let isInjecting: Bool
    private let isProducing: Bool

    package init(_ point: MeteringPoint) {
        (carrier, capacity, terminatedOn) = (point.carrier, point.capacity, point.terminatedOn)
        isExtracting = point.directions.contains(.extraction)
        isInjecting = point.directions.contains(.injection)
        isProducing = point.directions.contains(.production)
    }

    /// Whether there was no connection any more on the whole of a day.
    package func isGone(on day: CivilDay) -> Bool { terminatedOn.map { day > $0 } ?? false }

    package func measures(_ carrier: Carrier, _ direction: Direction) -> Bool {
        guard carrier == self.carrier else { return false }
        return switch direction {
        case .extraction: isExtracting
        case .injection: isInjecting
        case .production: isProducing
        }
    }
}
