import Metering

/// What a point is on the ground, from which the shape of its days follows.
package enum Profile: Int, CaseIterable, Hashable, Sendable {
    case household, shop, office, industry, commonArea, charger, photovoltaic, cogeneration

    package var isProducer: Bool { self == .photovoltaic || self == .cogeneration }

    /// Habits by the hour of the clock, about 1 in the mean; nil where the weather or the sessions decide.
    func hours(weekday: Int) -> [Double]? {
        let isSunday = weekday == 6
        let isWeekend = weekday >= 5
        return switch self {
        case .household: isWeekend ? Profile.homeAtWeekend : Profile.homeOnWorkday
        case .shop: isSunday ? Profile.closedShop : Profile.openShop
        case .office: isWeekend ? Profile.emptyOffice : Profile.busyOffice
        case .industry: isWeekend ? Profile.idleWorkshop : Profile.busyWorkshop
        case .commonArea: Profile.stairs
        case .charger, .photovoltaic, .cogeneration: nil
        }
    }

    /// How far single intervals stray from the shape (standard deviation of the logarithm).
    var unrest: Double {
        switch self {
        case .household: 0.7
        case .commonArea: 0.3
        case .shop, .office: 0.2
        case .industry: 0.12
        case .photovoltaic, .cogeneration: 0.05
        case .charger: 0
        }
    }

    private static let homeOnWorkday = [
        0.6, 0.45, 0.4, 0.4, 0.4, 0.45, 0.8, 1.3, 1.15, 0.85, 0.8, 0.95, 1.3, 1.1, 0.8, 0.75, 0.8, 1.05, 1.5, 1.9, 1.95,
        1.65, 1.25, 0.85,
    ]
    private static let homeAtWeekend = [
        0.75, 0.55, 0.45, 0.4, 0.4, 0.4, 0.5, 0.75, 1.1, 1.35, 1.4, 1.45, 1.65, 1.45, 1.15, 1.05, 1.05, 1.2, 1.5, 1.8,
        1.8, 1.5, 1.2, 0.9,
    ]
    private static let openShop = [
        0.4, 0.4, 0.4, 0.4, 0.4, 0.45, 0.6, 0.9, 1.3, 1.6, 1.7, 1.75, 1.7, 1.65, 1.7, 1.75, 1.8, 1.8, 1.7, 1.2, 0.7,
        0.5, 0.4, 0.4,
    ]
    private static let closedShop = [Double](repeating: 0.4, count: 24)
    private static let busyOffice = [
        0.3, 0.3, 0.3, 0.3, 0.3, 0.35, 0.5, 1.0, 1.7, 2.0, 2.1, 2.1, 1.7, 1.9, 2.1, 2.1, 2.0, 1.8, 1.2, 0.7, 0.45, 0.35,
        0.3, 0.3,
    ]
    private static let emptyOffice = [Double](repeating: 0.3, count: 24)
    private static let busyWorkshop = [
        0.5, 0.5, 0.5, 0.5, 0.55, 0.9, 1.4, 1.6, 1.6, 1.6, 1.6, 1.55, 1.3, 1.5, 1.6, 1.6, 1.5, 1.3, 1.0, 0.8, 0.6, 0.5,
        0.5, 0.5,
    ]
    private static let idleWorkshop = [Double](repeating: 0.5, count: 24)
    private static let stairs = [
        0.8, 0.6, 0.5, 0.5, 0.5, 0.6, 1.0, 1.3, 1.2, 0.8, 0.7, 0.8, 1.0, 0.9, 0.7, 0.7, 0.9, 1.3, 1.7, 1.8, 1.7, 1.5,
        1.2, 1.0,
    ]
}
