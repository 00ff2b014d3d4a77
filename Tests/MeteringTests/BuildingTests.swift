import Metering
import TestKit
import Testing

@Suite("Buildings")
struct BuildingTests {
    @Test(
        "have identifiers of their issuers, in one form",
        arguments: [
            (BuildingID.Issuer.rnb, "bdgs-1234 abcd", "BDGS1234ABCD"), (.hexacle, "69382abcd1", "69382ABCD1"),
            (.ban, "13055_1234_00012", "13055_1234_00012"), (.ban, "2A004_B123_00007_BIS", "2a004_b123_00007_bis"),
            (.manager("Foncia"), "Tour 7", "Tour 7"),
        ])
    func identifiers(issuer: BuildingID.Issuer, text: String, code: String) throws {
        #expect(try BuildingID(issuer, text).code == code)
    }

    @Test(
        "refuse others, with what to write and without the text",
        arguments: [
            (BuildingID.Issuer.rnb, "BDGS1234ABC"), (.rnb, "BDGS1234ABCÉ"), (.rnb, ""), (.hexacle, "69382ABCD"),
            (.ban, "13055_1234"), (.ban, "75000_1234_00012"), (.ban, "13055_1234_12"), (.ban, "13055_1234_00012_"),
            (.manager(""), "7"), (.manager("Foncia"), ""), (.manager("Foncia"), String(repeating: "x", count: 65)),
        ])
    func refused(issuer: BuildingID.Issuer, text: String) {
        let fault = #expect(throws: BuildingIDFault.self) { try BuildingID(issuer, text) }
        #expect(fault?.issuer == issuer)
        #expect(fault?.description.contains("write") == true)
    }

    @Test("of two issuers are two, though the text is one")
    func issuers() throws {
        #expect(try BuildingID(.manager("a"), "7") != BuildingID(.manager("b"), "7"))
        #expect(BuildingID.Issuer.manager("a").name == "a" && BuildingID.Issuer.rnb.name == "RNB")
    }

    private let day = CivilDay(daysSinceEpoch: 20_000)

    private func building(_ number: Int) throws -> BuildingID { try BuildingID(.manager("a"), "b\(number)") }

    @Test("are found by any of their identifiers, with what supplies them on a day")
    func register() throws {
        let (id, rnb) = (try building(1), try BuildingID(.rnb, "BDGS1234ABCD"))
        let flat = DwellingID(id, "3.2")
        let (lift, home) = (PointID("09000000000001"), PointID("09000000000002"))
        let register = BuildingRegister(
            [Building(id, otherIDs: [rnb], constructionYear: 1_968, energyClass: .e)],
            [Dwelling(flat, area: FloorArea(squareDecimetres: 6_250))],
            [
                .init(lift, .building(id), from: day),
                .init(home, .dwelling(flat), from: day, until: day.advanced(by: 2)),
                .init(home, .building(id), from: day.advanced(by: 2)),
            ])
        #expect(register.faults == [])
        #expect(register.building(rnb)?.constructionYear == 1_968)
        #expect(register.supplies(of: rnb, on: day).map(\.point) == [lift, home])
        #expect(register.supplies(of: id, on: day.advanced(by: 2)).map(\.place) == [.building(id), .building(id)])
        #expect(register.supplies(of: id, on: day.advanced(by: -1)) == [])
        #expect(try register.supplies(of: building(9), on: day) == [])
    }

    @Test("leave out and tell what contradicts an entry before")
    func faults() throws {
        let (id, other) = (try building(1), try building(2))
        let (flat, unknown) = (DwellingID(id, "1"), DwellingID(id, "2"))
        let point = PointID("P")
        let first = BuildingRegister.Supply(point, .dwelling(flat), from: day)
        let wrong: [BuildingRegister.Supply] = [
            .init(point, .building(id), from: day.advanced(by: 9)), .init(point, .building(other), from: day),
            .init(point, .dwelling(unknown), from: day), .init(PointID("Q"), .building(id), from: day, until: day),
        ]
        let register = BuildingRegister(
            [Building(id), Building(id)], [Dwelling(flat), Dwelling(flat), Dwelling(DwellingID(other, "1"))],
            [first] + wrong)
        #expect(
            register.faults == [
                .knownBuilding(id), .knownDwelling(flat), .unknownBuilding(other), .suppliesTwoPlaces(wrong[0]),
                .unknownBuilding(other), .unknownDwelling(unknown), .endsBeforeItBegins(wrong[3]),
            ])
        #expect(register.supplies(of: id, on: day.advanced(by: 20)) == [first])
    }

    @Test("never have one point in two places on one day, whatever the lists", arguments: 0..<20 as Range<UInt64>)
    func onePlace(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let buildings = try (0..<3).map(building)
        let supplies = (0..<60).map { _ in
            let from = day.advanced(by: Int.random(in: 0..<40, using: &random))
            let length = Int.random(in: -1...20, using: &random)
            return BuildingRegister.Supply(
                PointID("p\(Int.random(in: 0..<4, using: &random))"),
                .building(buildings[Int.random(in: 0..<3, using: &random)]), from: from,
                until: length == 20 ? nil : from.advanced(by: length))
        }
        let register = BuildingRegister(buildings.map { Building($0) }, [], supplies)
        var kept = register.faults.count
        for day in (0..<70).map({ day.advanced(by: $0) }) {
            let points = buildings.flatMap { register.supplies(of: $0, on: day).map(\.point) }
            #expect(Set(points).count == points.count)
        }
        kept +=
            Set(buildings.flatMap { id in (0..<70).flatMap { register.supplies(of: id, on: day.advanced(by: $0)) } })
            .count
        #expect(kept <= supplies.count)
    }

    @Test("have classes from A, the best, to G")
    func classes() {
        #expect(EnergyClass.allCases.map(\.rawValue).joined() == "ABCDEFG")
        #expect(EnergyClass.allCases.max() == .g)
        #expect(EnergyClass(rawValue: "H") == nil)
    }

    @Test("have addresses that nothing prints")
    func address() throws {
        let address = try #require(PostalAddress(lines: ["12 RUE DES LILAS", "69007 LYON"]))
        var dumped = ""
        dump(address, to: &dumped)
        for text in ["\(address)", String(reflecting: address), dumped, "\([address])", "\(Optional(address) as Any)"] {
            #expect(!text.contains("LILAS") && text.contains("an address"))
        }
        #expect(address.lines(for: .letter) == ["12 RUE DES LILAS", "69007 LYON"])
        #expect(!((address as Any) is any Encodable))
    }

    @Test(
        "have addresses of a few short lines",
        arguments: [[], [""], [String(repeating: "x", count: 39)], ["a\u{7}b"], Array(repeating: "x", count: 8)])
    func noAddress(lines: [String]) { #expect(PostalAddress(lines: lines) == nil) }
}
