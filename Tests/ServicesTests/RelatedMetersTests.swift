import DirectoryKit
import Disclosure
import EmbeddedStore
import Metering
import Publication
import Services
import Store
import TestKit
import Testing

/// Fourteen houses of ten flats: the main meter of each measures its flats and the light of its stairs. The mains are
/// points 0 to 13, the flats of house h the ten from 14 + 10 h on.
@Suite("Of main meters and sub-meters")
struct RelatedMetersTests {
    private let town: Town
    private static let houses = 14
    private static let flats = houses..<houses * 11

    init() throws {
        town = try Town()
        try town.keep("points") { session in
            for flat in Self.flats {
                let main = Town.channel((flat - Self.houses) / 10).point
                try session.keep(MeteringPoint(id: Town.channel(flat).point, subMeter: SubMeter(of: main)))
            }
        }
        try town.keep { session in
            for flat in Self.flats { try session.keep(Town.pointDay(flat, watts: Self.watts(flat))) }
            for house in 0..<Self.houses {
                let own = (0..<10).reduce(Int32(20)) { $0 + Self.watts(Self.houses + 10 * house + $1) }
                try session.keep(Town.pointDay(house, watts: own))
            }
        }
    }

    private static func watts(_ flat: Int) -> Int32 { Int32(150 + flat % 17 * 20) }

    private func statuses(mains: Range<Int>, flats: Range<Int>) throws -> [String?] {
        for (id, use, members) in [("mains", "2a", mains), ("flats", "3", flats)] {
            try town.keep(
                set: PointSet(id: id, kind: "quarter", useCase: use, visibility: .restricted), of: members)
        }
        let publication = try town.publish()
        return try ["2a", "3"].map { try town.rows(publication, $0).first?["status"] }
    }

    @Test func `all mains and all flats leave, since the stairs of fourteen houses are between them`() throws {
        #expect(try statuses(mains: 0..<14, flats: Self.flats) == ["released", "released"])
    }

    @Test func `all mains and all flats but one do not leave together`() throws {
        let left = try statuses(mains: 0..<14, flats: Self.flats.lowerBound..<Self.flats.upperBound - 1)
        #expect(left.sorted { ($0 ?? "") < ($1 ?? "") } == ["released", "suppressed"])
    }

    @Test func `a flat of which nothing may be told is not told by its main either`() throws {
        try town.keep("secret") {
            try $0.keep(MeteringPoint(id: Town.channel(50).point, secrecy: .nationalSecurity))
        }
        let left = try statuses(mains: 0..<14, flats: Self.flats)
        #expect(left.sorted { ($0 ?? "") < ($1 ?? "") } == ["released", "suppressed"])
    }

    @Test func `a list that names a main later holds what left before against what is asked then`() throws {
        let other = try Town()
        try other.keep { session in
            for flat in Self.flats { try session.keep(Town.pointDay(flat, watts: Self.watts(flat))) }
            for house in 0..<Self.houses {
                let own = (0..<10).reduce(Int32(20)) { $0 + Self.watts(Self.houses + 10 * house + $1) }
                try session.keep(Town.pointDay(house, watts: own))
            }
        }
        try other.keep(
            set: PointSet(id: "mains", kind: "quarter", useCase: "2a", visibility: .restricted), of: 0..<14)
        #expect(try other.rows(other.publish(), "2a").first?["status"] == "released")
        try other.keep("points") { session in
            for flat in Self.flats {
                let main = Town.channel((flat - Self.houses) / 10).point
                try session.keep(MeteringPoint(id: Town.channel(flat).point, subMeter: SubMeter(of: main)))
            }
        }
        try other.keep(
            set: PointSet(id: "flats", kind: "quarter", useCase: "3", visibility: .restricted),
            of: Self.flats.lowerBound..<Self.flats.upperBound - 1)
        #expect(try other.rows(other.publish(), "3").first?["status"] == "suppressed")
    }

    /// A landlord receives the sum of 110 homes. A public sum of these, the landlord's own two, and nine homes of which
    /// eight use next to nothing would tell the ninth: whether the landlord's figure is asked for again or not.
    @Test(arguments: [nil, Visibility.public])
    func `what recipients hold counts in every publication, whatever it asks for`(usage: Visibility?) throws {
        let town = try Town()
        try town.keep("points") { session in
            for number in 0..<121 {
                let holder = number == 110 || number == 111 ? "landlord" : "home \(number)"
                try session.keep(MeteringPoint(id: Town.channel(number).point, holder: holder))
            }
        }
        try town.keep { session in
            for number in 0..<121 {
                try session.keep(Town.pointDay(number, watts: number > 112 ? 2 : 300 + Int32(number)))
            }
        }
        let agreement = try UseAgreement(
            recipient: "landlord", uses: ["9"], basis: "contract 1", from: CivilDay.accepted.lowerBound,
            holder: "landlord")
        _ = try town.data.releases.add(agreement, now: Town.now)
        try town.keep(set: PointSet(id: "block", kind: "block", useCase: "9", visibility: .restricted), of: 0..<110)
        #expect(try town.rows(town.publish(), "9").first?["status"] == "released")
        try town.keep(set: PointSet(id: "town", kind: "town", useCase: "4a", visibility: .public), of: 0..<121)
        #expect(try town.rows(town.publish(usage: usage), "4a").first?["status"] == "suppressed")
    }
}
