package import Metering

/// Which faults befall which points on which days: drawn from the seed, the same each time.
package struct FaultPlan: Sendable {
    private let seed: UInt64
    private let period: ClosedRange<CivilDay>

    package init(seed: UInt64, period: ClosedRange<CivilDay>) {
        self.seed = seed
        self.period = period
    }

    /// The fault of a half-hour curve.
    package func fault(of customer: Customer, on day: CivilDay) -> Fault? {
        var generator = generator(of: customer, on: day)
        var draw = generator.index(below: 100_000)
        for fault in Fault.allCases where fault != .swappedMeter {
            if draw < fault.perHundredThousand { return fault }
            draw -= fault.perHundredThousand
        }
        return nil
    }

    /// The day a meter was replaced, for the few whose was.
    package func swap(of customer: Customer) -> CivilDay? {
        var generator = SplitMix64(seed, 0x5A49, UInt64(customer.number))
        guard generator.index(below: 100_000) < Fault.swappedMeter.perHundredThousand else { return nil }
        let days = Int(period.upperBound.daysSinceEpoch - period.lowerBound.daysSinceEpoch) + 1
        return period.lowerBound.advanced(by: generator.index(below: days))
    }

    /// What is sent of a day, when something went wrong.
    package func sending(of truth: DayCurve, _ fault: Fault?, customer: Customer, on day: CivilDay) -> Sending {
        var generator = generator(of: customer, on: day)
        _ = generator.next()
        switch fault {
        case nil, .swappedMeter: return Sending(daily: [truth])
        case .late: return Sending(late: truth)
        case .missing: return Sending()
        case .duplicated: return Sending(daily: [truth, truth])
        case .emptySlots:
            let marked = truth.marking(1 + generator.index(below: 12), &generator) { _ in (0, .missing(.sentEmpty)) }
            return Sending(daily: [marked])
        case .doubtful:
            let doubt = Mark(.measured, isDoubtful: true)
            let marked = truth.marking(1 + generator.index(below: 6), &generator) { ($0, doubt) }
            return Sending(daily: [marked])
        case .spike:
            let absurd = Int32(60_000 + 2 * generator.index(below: 500_000))
            return Sending(daily: [truth.marking(1, &generator) { _ in (absurd, .measured) }])
        case .corrected:
            let first = truth.marking(8, &generator) { ($0 / 4 * 2, .measured) }
            return Sending(daily: [first], late: truth)
        }
    }

    private func generator(of customer: Customer, on day: CivilDay) -> SplitMix64 {
        SplitMix64(seed, 0xFA17, UInt64(customer.number), UInt64(bitPattern: Int64(day.daysSinceEpoch)))
    }
}

/// What the files say of one point and day: in the day's own file, and in a later one.
package struct Sending: Hashable, Sendable {
    package let daily: [DayCurve]
    package let late: DayCurve?

    package init(daily: [DayCurve] = [], late: DayCurve? = nil) {
        self.daily = daily
        self.late = late
    }
}

extension DayCurve {
    /// The day with a run of intervals changed, somewhere.
    fileprivate func marking(
        _ length: Int, _ generator: inout SplitMix64, _ change: (Int32) -> (Int32, Mark)
    ) -> DayCurve {
        var result = self
        let start = generator.index(below: count - length + 1)
        for index in start..<start + length {
            let (value, mark) = change(values[index])
            result.set(value, mark, at: index)
        }
        return result
    }
}
