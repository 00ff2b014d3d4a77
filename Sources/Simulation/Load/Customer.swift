package import Metering

/// The habits and equipment behind one point, drawn from its number alone.
package struct Customer: Hashable, Sendable {
    package let number: Int
    package let profile: Profile
    /// What the contract allows; the load stays below.
    package let subscribed: Power
    /// Watts that never stop.
    let base: Double
    /// Watts of the habits, in the mean; for producers, the power at full output.
    let activity: Double
    /// Watts for each degree below the heating limit.
    let heating: Double
    /// Watts of a water tank that heats at night, 0 without.
    let tank: Double

    package init(_ number: Int, _ profile: Profile, seed: UInt64) {
        var generator = SplitMix64(seed, 0xC057, UInt64(number))
        self.number = number
        self.profile = profile
        subscribed = Customer.subscription(profile, &generator)
        let power = Double(subscribed.watts)
        switch profile {
        case .household:
            let size = power / 6_000
            base = generator.logNormal(mean: 85 * size.squareRoot(), spread: 0.4)
            activity = generator.logNormal(mean: 215 * size, spread: 0.45)
            heating = generator.fraction() < 0.35 ? generator.number(in: 30...80) * size : 0
            tank = generator.fraction() < 0.4 ? generator.number(in: 1_200...2_200) : 0
        case .shop, .office, .industry, .commonArea:
            base = profile == .commonArea ? 400 : generator.number(in: 0.02...0.06) * power
            activity = generator.logNormal(mean: profile == .commonArea ? 600 : 0.15 * power, spread: 0.5)
            heating = generator.number(in: 0...0.008) * power
            tank = 0
        case .charger, .photovoltaic, .cogeneration:
            base = 0
            activity = power * 0.85
            heating = 0
            tank = 0
        }
    }

    /// Sizes as contracts have them: 3 to 36 kVA at low voltage, more for segment C4.
    private static func subscription(_ profile: Profile, _ generator: inout SplitMix64) -> Power {
        let choices: [Int32] =
            switch profile {
            case .household: [3, 6, 6, 6, 6, 6, 6, 9, 9, 12]
            case .shop: [6, 9, 12, 18, 24]
            case .office: [9, 12, 18, 24, 36]
            case .industry: [60, 84, 120, 180, 240]
            case .commonArea: [42, 48]
            case .charger: [24, 36]
            case .photovoltaic: [3, 6, 9, 18, 36]
            case .cogeneration: [18, 24, 36]
            }
        return .watts(choices[generator.index(below: choices.count)] * 1_000)
    }
}

extension MeteringPoint {
    /// The registry's entry for a customer. Over 36 kVA the connection is the contract's; below, the segment says it.
    init(_ customer: Customer, id: PointID, commune: String) {
        let isLarge = customer.subscribed > .watts(36_000)
        let year = 2012 + customer.number % 14
        self.init(
            id: id, directions: [customer.profile.isProducer ? .injection : .extraction],
            segment: customer.profile.isProducer ? "P4" : isLarge ? "C4" : "C5",
            subscribedPower: customer.subscribed, connectionPower: isLarge ? customer.subscribed : nil,
            commune: commune, inServiceSince: CivilDay(year: year, month: 1 + customer.number % 12, day: 1))
    }
}
