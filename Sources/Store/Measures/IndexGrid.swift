package import Metering

/// The registers that divide one energy among them, and the order in which their sums are believed.
///
/// Files name the same registers by class (`HP`), by the meter's register (`IDX_EAS_D1`) or as a portal does
/// (`EAS D1`): added together they would count twice, so each way of naming makes grids of its own.
package enum IndexGrid: CaseIterable, Sendable {
    /// A flow's own total: a register of its own.
    case total
    case distributor
    case distributorRegisters
    case portalDistributor
    case supplier
    case supplierRegisters
    case portalSupplier

    /// The grid of the register of an index; nil of another register.
    package init?(_ register: Register) {
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
    package enum Division {
        case none, distributor, supplier
    }

    package var division: Division {
        switch self {
        case .total: .none
        case .distributor, .distributorRegisters, .portalDistributor: .distributor
        case .supplier, .supplierRegisters, .portalSupplier: .supplier
        }
    }

    /// Whether a register says of the grid that some of its classes are not told (`Register.untoldClass`): R64 alone
    /// says so, by one class for both ways in which it names.
    package func isUntold(by register: Register) -> Bool {
        guard case .index(let name) = register else { return false }
        return switch self {
        case .distributor, .distributorRegisters: name == Register.untoldClass
        case .supplier, .supplierRegisters: name == "supplier:" + Register.untoldClass
        case .total, .portalDistributor, .portalSupplier: false
        }
    }
}
