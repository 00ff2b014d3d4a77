package import Metering

/// A district that does not exist, in the proportions of La Confluence in Lyon: 7,692 meters on 61 concentrators, 18
/// producers, 5 charging stations, seven renovated buildings and a new one that measures itself.
package struct District: Sendable {
    package static let commune = "69382"
    package static let producerCount = 18
    /// Eight days around the end of summer time: the second has 25 hours.
    package static let demonstration = CivilDay(daysSinceEpoch: 20_750)...CivilDay(daysSinceEpoch: 20_757)

    /// One electricity point and what is behind it.
    package struct Point: Sendable {
        package let customer: Customer
        package let metering: MeteringPoint
        let place: Roster.Place

        package var channel: Channel {
            Channel(point: metering.id, direction: customer.profile.isProducer ? .injection : .extraction)
        }
    }

    package let period: ClosedRange<CivilDay>
    package let loads: LoadModel
    /// The 7,692 extraction points, in the order of the streets.
    package let meters: [Point]
    package let producers: [Point]
    package let building: NewBuilding

    package init(seed: UInt64, period: ClosedRange<CivilDay> = District.demonstration) {
        self.period = period
        let loads = LoadModel(seed: seed)
        self.loads = loads
        let point = { (number: Int, entry: Roster.Entry) in
            let customer = loads.customer(number, entry.profile)
            let id = InventedID.prm(number, seed: seed)
            return Point(
                customer: customer, metering: MeteringPoint(customer, id: id, commune: District.commune),
                place: entry.place)
        }
        meters = Roster().entries.enumerated().map { point($0.offset, $0.element) }
        producers = (0..<District.producerCount).map { ordinal in
            let profile: Profile = ordinal % 6 == 5 ? .cogeneration : .photovoltaic
            return point(Roster.size + ordinal, Roster.Entry(profile: profile, place: .street))
        }
        building = NewBuilding(loads: loads, month: period.lowerBound)
    }

    /// Every point of the registry.
    package var points: [MeteringPoint] { (meters + producers).map(\.metering) + building.points }

    /// The points whose curves come by R50: half-hours, low voltage up to 36 kVA.
    package var halfHourMeters: [Point] {
        meters.filter { $0.metering.segment == "C5" && $0.customer.profile != .charger }
    }

    /// The points whose curves come by R63: ten minutes for large meters, half-hours for chargers and producers.
    package var orderedMeters: [Point] {
        meters.filter { $0.metering.segment == "C4" || $0.customer.profile == .charger } + producers
    }

    /// About a thousand households whose daily indexes come too.
    package var indexedMeters: [Point] {
        halfHourMeters.filter { meter in
            guard meter.customer.profile == .household else { return false }
            return meter.place != .street || meter.customer.number % 11 == 0
        }
    }

    package func step(of point: Point) -> Step { point.metering.segment == "C4" ? .minutes10 : .minutes30 }
}
