/// An amount of money: an exact decimal in one currency.
///
/// A whole number of millionths of the currency's unit, in 64 bits: up to nine million million euros. Six decimals are
/// what prices of energy need (an excise of 33.70 EUR/MWh is 0.0337 EUR/kWh). Not Foundation's `Decimal`: its operators
/// round without saying so beyond 38 digits, and two of its values can be equal and written differently.
///
/// Sums are exact or throw. Only what is named so rounds: `rounded`, and `UnitPrice.cost`.
package struct Money: Hashable, Sendable {
    package let currency: Currency
    /// Millionths of the currency's unit.
    package let millionths: Int64

    package init(millionths: Int64, _ currency: Currency) {
        self.millionths = millionths
        self.currency = currency
    }

    package func adding(_ other: Money) throws(MoneyFault) -> Money {
        guard currency == other.currency else { throw .currencies(currency, other.currency) }
        let (sum, overflows) = millionths.addingReportingOverflow(other.millionths)
        if overflows { throw .overflow(currency) }
        return Money(millionths: sum, currency)
    }

    package func subtracting(_ other: Money) throws(MoneyFault) -> Money {
        guard currency == other.currency else { throw .currencies(currency, other.currency) }
        let (difference, overflows) = millionths.subtractingReportingOverflow(other.millionths)
        if overflows { throw .overflow(currency) }
        return Money(millionths: difference, currency)
    }

    /// The amount with no more than some decimals. On invoices: two, `.toNearestOrAwayFromZero`, which rounds half a
    /// cent up as article 5 of Regulation (EC) No 1103/97 does, and a credit note to the exact opposite of its bill.
    ///
    /// `decimals` below 0 count as 0, above 6 as 6.
    package func rounded(to decimals: Int, _ rule: FloatingPointRoundingRule) throws(MoneyFault) -> Money {
        let unit = (min(max(decimals, 0), 6)..<6).reduce(Int128(1)) { unit, _ in unit * 10 }
        let rounded = Int128(millionths).divided(by: unit, rule) * unit
        guard let millionths = Int64(exactly: rounded) else { throw .overflow(currency) }
        return Money(millionths: millionths, currency)
    }
}

/// The ISO 4217 code of a currency: three capital letters.
package struct Currency: Hashable, Sendable, Codable, CustomStringConvertible {
    package let code: String

    package static let euro = Currency(known: "EUR")

    /// Nil for what is no three capital letters. Whether ISO lists the code is not asked.
    package init?(_ code: String) {
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else { return nil }
        self.code = code
    }

    private init(known code: String) { self.code = code }

    package var description: String { code }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let currency = Currency(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a currency is three capital letters such as EUR")
        }
        self = currency
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}

/// Why amounts of money were not added, rounded or multiplied.
package enum MoneyFault: Error, Hashable, CustomStringConvertible {
    case currencies(Currency, Currency)
    case overflow(Currency)

    package var description: String {
        switch self {
        case .currencies(let left, let right): "\(left) and \(right) do not add up: convert one of them first"
        case .overflow(let currency):
            "the amount is beyond \(Int64.max / 1_000_000) \(currency): look for one with digits too many"
        }
    }
}

extension Int128 {
    /// The quotient, rounded by a rule. Precondition: the divisor is positive, and twice a remainder fits.
    fileprivate func divided(by divisor: Int128, _ rule: FloatingPointRoundingRule) -> Int128 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        let (sign, twice) = (remainder.signum(), remainder.magnitude * 2)
        let isHalf = twice == divisor.magnitude
        switch rule {
        case .towardZero: return quotient
        case .awayFromZero: return quotient + sign
        case .up: return quotient + Swift.max(sign, 0)
        case .down: return quotient + Swift.min(sign, 0)
        case .toNearestOrEven:
            return twice > divisor.magnitude || isHalf && quotient % 2 != 0 ? quotient + sign : quotient
        case .toNearestOrAwayFromZero: return twice >= divisor.magnitude ? quotient + sign : quotient
        @unknown default: return twice >= divisor.magnitude ? quotient + sign : quotient
        }
    }
}

/// A price per kilowatt-hour.
package struct UnitPrice: Hashable, Sendable {
    /// What one kilowatt-hour costs.
    package let perKilowattHour: Money

    package init(perKilowattHour: Money) { self.perKilowattHour = perKilowattHour }

    /// What an energy costs, rounded once to millionths by a rule: no watt-hour is rounded before.
    package func cost(of energy: Energy, _ rule: FloatingPointRoundingRule) throws(MoneyFault) -> Money {
        let product = Int128(perKilowattHour.millionths) * Int128(energy.wattHours)
        guard let millionths = Int64(exactly: product.divided(by: 1_000, rule)) else {
            throw .overflow(perKilowattHour.currency)
        }
        return Money(millionths: millionths, perKilowattHour.currency)
    }
}
