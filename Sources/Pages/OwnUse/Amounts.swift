import Foundation
import Metering
import Web

/// Energies and volumes as people of a language write them: grouped, with the language's decimal sign, rounded half
/// away from zero, a no-break space before the unit.
struct Amounts {
    let language: Language
    let unit: ShownUnit

    /// The unit that amounts are shown in.
    enum ShownUnit: Hashable {
        case kilowattHour, litre, cubicMetre

        var symbol: String {
            switch self {
            case .kilowattHour: "kWh"
            case .litre: "l"
            case .cubicMetre: "m³"
            }
        }

        /// How many watt-hours or litres one is.
        var size: Int64 { self == .litre ? 1 : 1_000 }
    }

    /// The amount in `unit`, without it; litres have no decimals.
    func number(_ amount: Int64, decimals: Int, isGrouped: Bool = true) -> String {
        Amounts.number(
            Decimal(amount) / Decimal(unit.size), decimals: unit == .litre ? 0 : decimals, language,
            isGrouped: isGrouped)
    }

    /// The amount with its unit.
    func text(_ amount: Int64, decimals: Int) -> String { "\(number(amount, decimals: decimals))\u{A0}\(unit.symbol)" }

    /// As many decimals as amounts of about this much need to be told apart: three figures.
    func decimals(for amount: Int64) -> Int {
        switch amount.magnitude / UInt64(unit.size) {
        case 0..<10: 2
        case 10..<100: 1
        default: 0
        }
    }

    /// As many decimals as the marks of an axis need that are a step apart.
    func decimals(ofStep step: Int64) -> Int {
        if step % unit.size == 0 { return 0 }
        return step % (unit.size / 10) == 0 ? 1 : 2
    }

    static func number(_ value: Decimal, decimals: Int, _ language: Language, isGrouped: Bool = true) -> String {
        value.formatted(
            .number.precision(.fractionLength(decimals)).rounded(rule: .toNearestOrAwayFromZero)
                .grouping(isGrouped ? .automatic : .never).locale(language.locale))
    }

    /// A mean power in kilowatts, or a flow in litres an hour.
    static func mean(_ value: Int64, of unit: Metering.Unit, _ language: Language) -> String {
        unit.mean == .watt
            ? number(Decimal(value) / 1_000, decimals: 2, language) + "\u{A0}kW"
            : number(Decimal(value), decimals: 0, language) + "\u{A0}l/h"
    }
}

extension Language {
    /// Numbers and dates of France, and of Britain.
    var locale: Locale { Locale(identifier: self == .french ? "fr_FR" : "en_GB") }
}
