package import Metering

/// What a register may say, against what its connection can carry: an index or a daily energy is the first source of
/// a figure, and one digit too many would enter the sum of a commune. Curves have the same bounds (`CurveRule`).
package enum RegisterRule {
    package static let beyondAnyConnection = Rule(
        "beyond-any-connection", "No single connection carries so much: a digit too many enters no sum.")

    package static let countsAgain = Rule(
        "index-counts-again", "An index that was set aside counts once the readings around it are known better.")

    /// Whether a connection can carry an energy in a civil day.
    package static func isPossible(_ energy: Int64, in day: CivilDay, within limit: ConnectionLimit) -> Bool {
        limit.allows(energy, in: day)
    }

    /// Whether a connection can carry what flows between two indexes. A fall is another rule's.
    package static func isPossible(
        from opening: Int64, to closing: Int64, seconds: Int64, within limit: ConnectionLimit
    ) -> Bool {
        let (difference, overflows) = closing.subtractingReportingOverflow(opening)
        if overflows { return closing < opening }
        return limit.allows(indexDifference: difference, seconds: seconds)
    }

    /// What is said of an energy that no day, or no such period, can have; nil of any other reading.
    package static func examine(_ reading: RegisterReading, on connection: Connection?) -> Diagnostic? {
        guard reading.mark.quality != .missing else { return nil }
        let day = CivilDay(containing: reading.at)
        let (carrier, direction) = (reading.channel.carrier, reading.channel.direction)
        let limit = ConnectionLimit(carrier, direction, connection)
        let (isPossible, period): (Bool, String)
        switch reading.register {
        case .dailyEnergy: (isPossible, period) = (limit.allows(reading.value, in: day), "a day")
        case .gasDayEnergy, .periodEnergy:
            let seconds = reading.register.end(from: reading.at).seconds(since: reading.at)
            let days = (seconds + 43_200) / 86_400
            isPossible = reading.value >= 0 && limit.allows(indexDifference: reading.value, seconds: seconds)
            period = days == 1 ? "a gas day" : "\(days) days"
        case .index, .statedIndex, .maximumPower: return nil
        }
        if isPossible { return nil }
        return finding(
            .quarantined, "\(reading.value) \(unit(carrier)) in \(period)", reading.channel, day, line: reading.line,
            connection)
    }

    /// What is said of a reading after its point was taken out of service; an index may still close its last day.
    package static func afterTermination(_ reading: RegisterReading, on connection: Connection?) -> Diagnostic? {
        let day = CivilDay(containing: reading.at)
        guard let connection, let end = connection.terminatedOn, reading.mark.quality != .missing else { return nil }
        let isEnergy = reading.register.end(from: reading.at) > reading.at
        guard isEnergy ? connection.isGone(on: day) : reading.at > end.end else { return nil }
        return Diagnostic(
            .flagged, CurveRule.afterTermination.rule, line: reading.line, point: reading.channel.point, day: day,
            "\(reading.register.name) after the point was terminated on \(end)")
    }

    /// An index beside another one of its register.
    package struct Pair: Sendable {
        let register: Register
        let value: Int64
        let neighbour: Int64
        let isNeighbourBefore: Bool

        package init(_ register: Register, _ value: Int64, beside neighbour: Int64, isNeighbourBefore: Bool) {
            self.register = register
            self.value = value
            self.neighbour = neighbour
            self.isNeighbourBefore = isNeighbourBefore
        }

        fileprivate var detail: String {
            "index \(register.shortName) \(value), \(neighbour) \(isNeighbourBefore ? "before" : "after") it"
        }
    }

    /// What is said of two indexes between which more would have flowed than the connection carries: `quarantined`
    /// where the first one is set aside, `flagged` where neither is.
    package static func finding(
        _ severity: Severity, _ pair: Pair, at day: CivilDay, of channel: Channel, on connection: Connection?
    ) -> Diagnostic {
        finding(severity, pair.detail, channel, day, line: nil, connection)
    }

    /// What is said of an index that was set aside and counts again.
    package static func countsAgain(_ pair: Pair, at day: CivilDay, of channel: Channel) -> Diagnostic {
        Diagnostic(.note, countsAgain, point: channel.point, day: day, pair.detail)
    }

    private static func finding(
        _ severity: Severity, _ detail: String, _ channel: Channel, _ day: CivilDay, line: UInt32?,
        _ connection: Connection?
    ) -> Diagnostic {
        let limit = ConnectionLimit(channel.carrier, channel.direction, connection)
        guard let capacity = limit.capacity else {
            return Diagnostic(
                severity, beyondAnyConnection, line: line, point: channel.point, day: day,
                "\(detail): no connection carries over \(limit.highest)")
        }
        return Diagnostic(
            severity, CurveRule.aboveCapacity.rule, line: line, point: channel.point, day: day,
            "\(detail): more than 120 % of what \(capacity.watts) W can carry")
    }

    private static func unit(_ carrier: Carrier) -> String { carrier == .water ? "l" : "Wh" }
}
