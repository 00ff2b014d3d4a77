import Metering
import Store

/// The registers that divide one energy among them, and the order in which their sums are believed.
///
/// Files name the same registers by class (`HP`), by the meter's register (`IDX_EAS_D1`) or as a portal does
/// (`EAS D1`): added together they would count twice, so each way of naming makes grids of its own.
enum IndexGrid: CaseIterable {
    /// A flow's own total: a register of its own.
    case total
    case distributor
    case distributorRegisters
    case portalDistributor
    case supplier
    case supplierRegisters
    case portalSupplier

    /// The grid of the register of an index; nil of another register.
    init?(_ register: Register) {
        guard case .index(let name) = register else { return nil }
        if name == "total" {
            self = .total
        } else if name.hasPrefix("supplier:IDX_") {
            self = .supplierRegisters
        } else if name.hasPrefix("supplier:") {
            self = .supplier
        } else if name.hasPrefix("IDX_") {
            self = .distributorRegisters
        } else if name.hasPrefix("EAS D") || name.hasPrefix("EAI D") {
            self = .portalDistributor
        } else if name.hasPrefix("EAS F") || name.hasPrefix("EAI F") {
            self = .portalSupplier
        } else {
            self = .distributor
        }
    }

    /// What the registers divide the energy by: the distributor's calendar or the supplier's.
    enum Division {
        case none, distributor, supplier
    }

    var division: Division {
        switch self {
        case .total: .none
        case .distributor, .distributorRegisters, .portalDistributor: .distributor
        case .supplier, .supplierRegisters, .portalSupplier: .supplier
        }
    }

    /// Whether a register says of the grid that some of its classes are not told (`Register.untoldClass`): R64 alone says
    /// so, by one class for both ways in which it names.
    func isUntold(by register: Register) -> Bool {
        guard case .index(let name) = register else { return false }
        return switch self {
        case .distributor, .distributorRegisters: name == Register.untoldClass
        case .supplier, .supplierRegisters: name == "supplier:" + Register.untoldClass
        case .total, .portalDistributor, .portalSupplier: false
        }
    }
}

/// The sum of the classes of one grid of a channel at one instant.
struct IndexSum {
    private(set) var value: Int64 = 0
    /// Which classes were added, whatever their order.
    private var classes: UInt64 = 0
    private(set) var count: UInt16 = 0
    /// A class has no index here, or the sum is beyond 64 bits.
    private var isUnknown = false
    /// Whether all its indexes are in whole kilowatt-hours, as meters that count in them give them.
    private(set) var isInKilowattHours = true
    private(set) var quality = Quality.measured
    /// `RevisionSets`.
    private(set) var revisions: UInt32 = 0

    /// Adds a class by the hash of its name. `answer` is nil where its index was set aside.
    mutating func add(_ classHash: UInt64, _ answer: KnownReading?, _ sets: inout RevisionSets) {
        guard let answer, answer.mark.quality != .missing else { return isUnknown = true }
        let (sum, overflows) = value.addingReportingOverflow(answer.value)
        (value, classes) = (sum, classes &+ classHash)
        count &+= 1
        isInKilowattHours = isInKilowattHours && answer.value % 1_000 == 0
        isUnknown = isUnknown || overflows
        quality = max(quality, answer.mark.quality)
        revisions = sets.adding(answer.revision, to: revisions)
    }

    /// Whether both are sums of the same classes, all of them known: only then their difference is an energy.
    func isComparable(to other: IndexSum) -> Bool {
        count > 0 && !isUnknown && !other.isUnknown && count == other.count && classes == other.classes
    }
}

/// Sets of imports, each kept once: sums of a million channels come from few imports together.
struct RevisionSets {
    private struct Step: Hashable {
        let set: UInt32
        let revision: Revision
    }

    /// The empty set is number 0. Each is ascending.
    private var sets: [[Revision]] = [[]]
    private var numbers: [[Revision]: UInt32] = [[]: 0]
    private var known: [Step: UInt32] = [:]

    subscript(number: UInt32) -> [Revision] { sets[Int(number)] }

    mutating func adding(_ revision: Revision, to number: UInt32) -> UInt32 {
        if sets[Int(number)].last == revision { return number }
        let step = Step(set: number, revision: revision)
        if let known = known[step] { return known }
        let set = Set(sets[Int(number)] + [revision]).sorted()
        let next = numbers[set] ?? UInt32(sets.count)
        if next == sets.count { sets.append(set) }
        (numbers[set], known[step]) = (next, next)
        return next
    }
}
