import Metering
import Simulation
import Testing

@Suite("The district", .serialized) struct DistrictTests {
    /// Two districts of different seeds, with their sets.
    private static let districts = [1, 42].map { District(seed: $0) }
    private static let sets = districts.map(\.sets)

    private func sets(_ index: Int = 0, use: String) -> [SetMembers] {
        Self.sets[index].filter { $0.set.useCase == use }
    }

    @Test("has the meters and producers of La Confluence, each with an id of its own", arguments: districts.indices)
    func countsPoints(index: Int) {
        let district = Self.districts[index]
        #expect(district.meters.count == 7_692)
        #expect(district.meters.allSatisfy { $0.metering.directions == [.extraction] })
        #expect(district.producers.count == 18)
        #expect(district.producers.allSatisfy { $0.metering.directions == [.injection] })
        #expect(Set(district.points.map(\.id)).count == 7_692 + 18 + 4)
        let electricity = (district.meters + district.producers).map(\.metering.id)
        #expect(electricity.allSatisfy { $0.isPRM && $0.text.hasPrefix("99") })
        #expect(district.points.allSatisfy { $0.commune == "69382" })
    }

    @Test("has what its users asked for", arguments: districts.indices)
    func countsProfiles(index: Int) {
        let district = Self.districts[index]
        let counts = Dictionary(grouping: district.meters, by: \.customer.profile).mapValues(\.count)
        #expect(counts[.commonArea] == 7)
        #expect(counts[.charger] == 5)
        #expect(counts[.industry] == 12)
        #expect(district.meters.filter { $0.metering.segment == "C4" }.count == 19)
        #expect(Set(district.producers.map(\.customer.profile)) == [.photovoltaic, .cogeneration])
        #expect((900...1_100).contains(district.indexedMeters.count))
    }

    @Test(
        "hangs every meter on one of 61 concentrators on each day, at most 1,000 on one", arguments: districts.indices)
    func fillsConcentrators(index: Int) {
        let district = Self.districts[index]
        let concentrators = sets(index, use: "concentrators")
        #expect(concentrators.count == 61)
        for day in [district.period.lowerBound, district.period.upperBound] {
            let sizes = concentrators.map { $0.members.count { $0.covers(day) } }
            #expect(sizes.allSatisfy { (11...1_000).contains($0) })
            #expect(sizes.reduce(0, +) == 7_692)
            #expect(Set(sizes).count > 10)
        }
        #expect(concentrators.flatMap(\.members).count { $0.until != nil } == 1)
    }

    @Test("cuts itself into 30 clusters, three too small to be published", arguments: districts.indices)
    func fillsClusters(index: Int) {
        let district = Self.districts[index]
        let clusters = sets(index, use: "4b")
        #expect(clusters.count == 30)
        let members = clusters.flatMap(\.members).map(\.channel)
        #expect(Set(members) == Set(district.meters.map(\.channel)) && members.count == 7_692)
        let small = clusters.map(\.members.count).filter { $0 < 101 }
        #expect(small.count == 3 && small.contains { $0 >= 11 })
        let homes = Set(district.meters.filter { $0.customer.profile == .household }.map(\.channel))
        for cluster in clusters where cluster.members.count > 8 {
            let residential = cluster.members.count { homes.contains($0.channel) }
            #expect(residential > 0 && residential < cluster.members.count)
        }
    }

    @Test(
        "has the sets of each use case",
        arguments: [
            ("1", 4, "restricted P1M day"), ("2a", 8, "restricted P1D -"), ("2b", 8, "restricted PT10M curve"),
            ("2c", 8, "restricted P1D day"), ("3", 1, "restricted P1D day"), ("4a", 1, "public P1D -"),
            ("4b", 30, "public P1D -"), ("4c", 1, "public P1D -"), ("5", 3, "restricted PT30M curve"),
            ("concentrators", 61, "restricted P1D -"),
        ])
    func hasUses(use: String, count: Int, form: String) {
        let sets = sets(use: use)
        #expect(sets.count == count)
        for members in sets {
            for member in members.members {
                let consent = member.consent?.rawValue ?? "-"
                let set = members.set
                #expect("\(set.visibility.rawValue) \(set.figureStep.rawValue) \(consent)" == form)
            }
        }

    }

    @Test("names each set once", arguments: districts.indices)
    func namesSets(index: Int) {
        let ids = Self.sets[index].map(\.set.id)
        #expect(Set(ids).count == ids.count && ids.count == 125)
    }

    @Test("measures buildings of about 25 households with their common area, and 200 in the estate")
    func fillsBuildings() {
        let sizes = sets(use: "2a").map(\.members.count)
        #expect(sizes.dropLast().allSatisfy { (24...28).contains($0) })
        #expect(sizes.last == 200)
        #expect(sets(use: "5").map(\.members.count) == [1, 3, 1])
        #expect(sets(use: "4c")[0].members.allSatisfy { $0.channel.direction == .injection })
    }

    @Test("has 125 consenting households on each day, though one leaves and one comes")
    func keepsHouseholds() throws {
        let members = sets(use: "3")[0].members
        #expect(members.count == 126)
        let period = Self.districts[0].period
        for offset in 0..<8 {
            let day = period.lowerBound.advanced(by: offset)
            #expect(members.count { $0.covers(day) } == 125)
        }
    }

    @Test("meets every fault in the demonstration, and few of each", arguments: districts.indices)
    func meetsFaults(index: Int) {
        let district = Self.districts[index]
        let plan = FaultPlan(seed: district.loads.seed, period: district.period)
        var counts: [Fault: Int] = [:]
        for offset in 0..<8 {
            let day = district.period.lowerBound.advanced(by: offset)
            for meter in district.halfHourMeters {
                if let fault = plan.fault(of: meter.customer, on: day) { counts[fault, default: 0] += 1 }
            }
        }
        counts[.swappedMeter] = district.indexedMeters.count { plan.swap(of: $0.customer) != nil }
        let pointDays = district.halfHourMeters.count * 8
        for fault in Fault.allCases {
            let whole = fault == .swappedMeter ? district.indexedMeters.count : pointDays
            let expected = whole * fault.perHundredThousand / 100_000
            #expect((max(1, expected / 3)...expected * 3).contains(counts[fault] ?? 0), "\(fault)")
        }
    }
}
