import Access
import Foundation
import Metering
import Services
import Store
import Web

/// What the curve tells besides its sum, what it cost and emitted, each with what it rests on.
struct UseFactTexts {
    private let reading: UseReading
    private let words: UseWords

    init(_ reading: UseReading, _ words: UseWords) {
        self.reading = reading
        self.words = words
    }

    struct Fact {
        let name: String
        let value: String
        let detail: String
    }

    private var use: OwnUse { reading.use }
    private var language: Language { words.language }

    var all: [Fact] {
        guard use.channel.direction == .extraction else { return [] }
        return [cost, emissions, highest, baseload].compactMap(\.self)
    }

    /// Where something is missing of what is due.
    private var least: String { use.received == use.due ? "" : words.say("au moins ", "at least ") }

    private var cost: Fact? {
        guard let cost = FactorSum(.price, of: use, by: reading.factors) else { return nil }
        return Fact(
            name: words.say("Coût", "Cost"),
            value: least + Amounts.number(Decimal(cost.millionths) / 1_000_000, decimals: 2, language) + "\u{A0}€",
            detail: basis(cost, unit: "€", decimals: 4) + words.say(", sans l’abonnement", ", without the subscription")
        )
    }

    private var emissions: Fact? {
        guard let sum = FactorSum(.emissions, of: use, by: reading.factors) else { return nil }
        return Fact(
            name: words.say("Émissions", "Emissions"),
            value: least + Amounts.number(Decimal(sum.millionths) / 1_000_000, decimals: 1, language)
                + "\u{A0}kg\u{A0}CO₂e",
            detail: basis(sum, unit: "kg", decimals: 3))
    }

    /// `0,2016 € par kWh : tarif réglementé, option base`, or the sources alone where the factor changed meanwhile.
    private func basis(_ sum: FactorSum, unit: String, decimals: Int) -> String {
        let sources = Set(sum.factors.map { language == .french ? $0.source.french : $0.source.english }).sorted()
        guard sum.factors.count == 1, let factor = sum.factors.first else {
            return sources.joined(separator: words.say(" ; ", "; "))
        }
        let amount = Amounts.number(Decimal(factor.millionths) / 1_000_000, decimals: decimals, language)
        let per = use.unit == .litre ? "m³" : "kWh"
        return words.say("\(amount) \(unit) par \(per) : ", "\(amount) \(unit) per \(per): ") + sources[0]
    }

    private var highest: Fact? {
        guard let highest = reading.facts?.highest else { return nil }
        let day = use.period.kind == .day ? "" : words.dates.day(CivilDay(containing: highest.start)) + ", "
        let interval = words.dates.interval(highest.start, highest.step)
        return Fact(
            name: use.unit == .litre
                ? words.say("Débit le plus fort", "Highest flow")
                : words.say("Puissance la plus forte", "Highest power"),
            value: Amounts.mean(highest.mean, of: use.unit, language), detail: day + interval + subscribed)
    }

    private var subscribed: String {
        guard let power = reading.subscribedPower else { return "" }
        let amount = Amounts.number(Decimal(power.watts) / 1_000, decimals: 0, language)
        return words.say(", pour \(amount) kVA souscrits", ", of \(amount) kVA subscribed")
    }

    private var baseload: Fact? {
        guard let baseload = reading.facts?.baseload else { return nil }
        return Fact(
            name: words.say("Talon de la nuit", "Night baseload"),
            value: Amounts.mean(baseload, of: use.unit, language),
            detail: words.say(
                "ce qui tourne sans cesse : les deux heures les plus basses avant 06:00",
                "what runs without pause: the lowest two hours before 06:00"))
    }
}
