import DirectoryKit
import Disclosure
import EmbeddedStore
import Metering
import Publication
import Services
import Store
import TestKit
import Testing

/// A town of 320 homes, of which one is a barracks that nobody may learn of.
@Suite("Secret points are in no figure:")
struct SecretPointTests {
    private static let barracks = 37
    private static let days = 3

    /// The town with a barracks of so many watts.
    private func town(barracks: Int32 = 337) throws -> Town {
        let town = try Town()
        try town.keep { session in
            for offset in 0..<Self.days {
                for number in 0..<320 {
                    let watts = number == Self.barracks ? barracks : Self.watts(number, offset)
                    try session.keep(Town.pointDay(number, watts: watts, on: Town.day.advanced(by: offset)))
                }
            }
        }
        return town
    }

    private static func watts(_ number: Int, _ offset: Int = 0) -> Int32 { Int32(300 + number + offset) }

    /// Watt-hours of some homes on the town's day, without the barracks, as a document writes them.
    private static func energy(of members: Range<Int>) -> String {
        String(members.filter { $0 != barracks }.reduce(0) { $0 + Int64(watts($1)) * 24 })
    }

    private func classify(_ secrecy: SecrecyClass, in town: Town) throws {
        try town.keep { try $0.keep(MeteringPoint(id: Town.channel(Self.barracks).point, secrecy: secrecy)) }
    }

    private func keep(
        _ id: String, _ use: String, _ visibility: Visibility = .restricted, _ step: FigureStep = .day,
        of members: Range<Int>, consent: Membership.Consent? = nil, in town: Town
    ) throws {
        let set = PointSet(id: id, kind: "quarter", useCase: use, visibility: visibility, figureStep: step)
        try town.keep(set: set, of: members, consent: consent)
    }

    private func publish(_ town: Town, _ offset: Int = 0) throws -> PublishedDocuments {
        let day = Town.day.advanced(by: offset)
        return try town.publish(day, now: day.advanced(by: 3).start)
    }

    private func row(
        of set: String, _ use: String, in publication: PublishedDocuments, _ town: Town
    ) throws -> [String: String] {
        try #require(try town.rows(publication, use).first { $0["set"] == set })
    }

    @Test(arguments: [SecrecyClass.nationalSecurity, .commercial])
    func `sums, counts and curves are those of the others, whoever may see them and whatever was agreed`(
        secrecy: SecrecyClass
    ) throws {
        let town = try town()
        try classify(secrecy, in: town)
        try keep("quarter", "4a", .public, of: 0..<150, in: town)
        try keep("building", "2a", of: 30..<60, in: town)
        try keep("homes", "3", of: 36..<39, consent: .curve, in: town)
        try keep("site", "5", .restricted, .halfHour, of: 36..<39, consent: .curve, in: town)
        try keep("fort", "6", of: Self.barracks..<(Self.barracks + 1), consent: .day, in: town)
        let publication = try publish(town)
        for (use, id, members) in [("4a", "quarter", 0..<150), ("2a", "building", 30..<60), ("3", "homes", 36..<39)] {
            let row = try row(of: id, use, in: publication, town)
            #expect(row["sum"] == Self.energy(of: members))
            #expect(try town.counts(of: id)?.expectedPoints == members.count - 1)
        }
        let curve = try town.rows(publication, "5").filter { $0["status"] == "interval" }
        #expect(curve.count == 48 && curve.allSatisfy { $0["power_w"] == "\(336 + 338)" })
        let texts = publication.documents.map { String(decoding: $0.bytes, as: UTF8.self) }
        #expect(texts.allSatisfy { !$0.contains(";p37;") && !$0.contains("\"p37\"") && !$0.contains("fort") })
    }

    /// The attacker has every file of three days, knows what each other home used, and takes all figures together:
    /// bytes that are the same whatever the barracks uses tell nothing of it. Without a class they tell.
    @Test(arguments: [(SecrecyClass.nationalSecurity, true), (.open, false)])
    func `what leaves is the same bytes whatever it uses, so that nothing can be solved for`(
        secrecy: SecrecyClass, isSame: Bool
    ) throws {
        let left = try ([7, 337, 2_000_000] as [Int32]).map { watts in
            let town = try town(barracks: watts)
            try classify(secrecy, in: town)
            for (id, members) in [("all", 0..<320), ("west", 0..<160), ("east", 160..<320)] {
                try keep(id, "4a", .public, of: members, in: town)
            }
            for (id, use, members) in [
                ("a", "2a", 0..<80), ("b", "2a", 20..<60), ("c", "3", 25..<50), ("d", "5", 30..<110),
            ] {
                try keep(id, use, of: members, in: town)
            }
            try keep("homes", "6", of: 36..<39, consent: .day, in: town)
            return try (0..<Self.days).flatMap { try publish(town, $0).documents.filter { $0.name.hasPrefix("use-") } }
                .map(\.bytes)
        }
        #expect(left[0].count == 2 * 5 * Self.days)
        #expect((left[0] == left[1] && left[1] == left[2]) == isSame)
    }

    @Test func `one that becomes secret leaves all panels at once, and nothing leaves that differs by it`() throws {
        let town = try town()
        try keep("quarter", "4a", .public, of: 0..<200, in: town)
        try keep("elsewhere", "4a", .public, of: 200..<320, in: town)
        let first = try row(of: "quarter", "4a", in: publish(town), town)
        #expect(first["status"] == "released")
        try classify(.commercial, in: town)
        let next = try publish(town, 1)
        #expect(try row(of: "quarter", "4a", in: next, town)["status"] == "suppressed")
        #expect(try row(of: "elsewhere", "4a", in: next, town)["status"] == "released")
        // What left is asked for again as it left.
        #expect(try row(of: "quarter", "4a", in: publish(town), town) == first)
    }

    @Test func `a figure that was held does not leave with one that is secret since`() throws {
        let town = try town()
        try keep("building", "2a", of: 30..<60, in: town)
        #expect(try row(of: "building", "2a", in: publish(town, 20), town)["status"] == "suppressed")
        try classify(.nationalSecurity, in: town)
        let late = Town.day.advanced(by: 20)
        try town.keep { session in
            for number in 30..<60 { try session.keep(Town.pointDay(number, watts: Self.watts(number), on: late)) }
        }
        let row = try row(of: "building", "2a", in: publish(town, 20), town)
        #expect(row["status"] == "released" && row["sum"] == Self.energy(of: 30..<60))
    }

    @Test func `what is measured behind one is secret too`() throws {
        let town = try town()
        try town.keep { session in
            for (point, parent) in [(38, Self.barracks), (39, 38)] {
                let subMeter = SubMeter(of: Town.channel(parent).point)
                try session.keep(MeteringPoint(id: Town.channel(point).point, subMeter: subMeter))
            }
        }
        try classify(.nationalSecurity, in: town)
        try keep("building", "2a", of: 38..<70, in: town)
        let behind = try row(of: "building", "2a", in: publish(town), town)
        #expect(behind["sum"] == Self.energy(of: 40..<70))
        #expect(try town.counts(of: "building")?.expectedPoints == 30)
    }
}
