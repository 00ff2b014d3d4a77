package import Metering

/// The sum of the classes of one grid of a channel at one instant.
package struct IndexSum: Sendable {
    @usableFromInline var total: Int64 = 0
    /// Which classes were added, whatever their order.
    @usableFromInline var classes: UInt64 = 0
    @usableFromInline var number: UInt16 = 0
    /// A class has no index here, or the sum is beyond 64 bits.
    @usableFromInline var isUnknown = false
    @usableFromInline var isWhole = true
    @usableFromInline var worst = Quality.measured
    @usableFromInline var origins: UInt32 = 0

    @inlinable
    package init() {}

    @inlinable
    package var value: Int64 { total }

    /// How many classes were added.
    @inlinable
    package var count: UInt16 { number }

    /// Whether all its indexes are in whole kilowatt-hours, as meters that count in them give them.
    @inlinable
    package var isInKilowattHours: Bool { isWhole }

    @inlinable
    package var quality: Quality { worst }

    /// The imports that stated them, by their number in `RevisionSets`.
    @inlinable
    package var revisions: UInt32 { origins }

    /// Adds a class by the hash of its name (`Register.classHash`). `answer` is nil where its index was set aside.
    @inlinable
    package mutating func add(_ classHash: UInt64, _ answer: KnownReading?, _ sets: inout RevisionSets) {
        guard let answer, answer.mark.quality != .missing else { return isUnknown = true }
        let (sum, overflows) = total.addingReportingOverflow(answer.value)
        (total, classes) = (sum, classes &+ classHash)
        number &+= 1
        isWhole = isWhole && answer.value % 1_000 == 0
        isUnknown = isUnknown || overflows
        worst = max(worst, answer.mark.quality)
        origins = sets.adding(answer.revision, to: origins)
    }

    /// Whether both are sums of the same classes, all of them known: only then their difference is an energy.
    @inlinable
    package func isComparable(to other: IndexSum) -> Bool {
        number > 0 && !isUnknown && !other.isUnknown && number == other.number && classes == other.classes
    }
}

extension Register {
    /// Of its name, the same on every machine: FNV-1a, mixed so that sums of several tell sets apart.
    package var classHash: UInt64 {
        var hash = name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        hash = (hash ^ hash >> 30) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ hash >> 27) &* 0x94d0_49bb_1331_11eb
        return hash ^ hash >> 31
    }
}
