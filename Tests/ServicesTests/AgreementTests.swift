import DirectoryKit
import Disclosure
import EmbeddedStore
import Foundation
import Metering
import Publication
import Services
import Store
import TestKit
import Testing

@Suite("Restricted figures leave by an agreement:")
struct AgreementTests {
    private let town: Town
    private let building = PointSet(id: "building", kind: "building", useCase: "heat", visibility: .restricted)

    init() throws {
        town = try Town()
        try town.keep { session in
            for number in 0..<150 { try session.keep(Town.pointDay(number, watts: Int32(300 + number))) }
        }
        try town.keep(set: building, of: 0..<30)
    }

    private func agree(
        _ recipient: String = "City", to use: String = "heat", basis: String = "contract 7", from: CivilDay = Town.day,
        until: CivilDay? = nil, holder: String? = nil
    ) throws {
        let agreement = try UseAgreement(
            recipient: recipient, uses: [use], basis: basis, from: from, until: until, holder: holder)
        _ = try town.data.releases.add(agreement, now: Town.now)
    }

    private func keepQuarter() throws {
        let quarter = PointSet(id: "quarter", kind: "neighbourhood", useCase: "4a", visibility: .public)
        try town.keep(set: quarter, of: 0..<150)
    }

    @Test func `a use without one waits, is not judged, and leaves the others alone`() throws {
        try keepQuarter()
        let publication = try town.publish()
        #expect(publication.uses.map(\.use) == ["4a"] && publication.waiting.map(\.use) == ["heat"])
        #expect(publication.waiting[0].description.contains("maille agreements add"))
        #expect(try town.data.releases.latest(ofSet: "building", on: Town.day).isEmpty)
        try agree()
        let second = try town.publish()
        #expect(second.waiting.isEmpty && second.uses.map(\.use) == ["4a", "heat"])
    }

    @Test func `where nothing else is asked, it is refused with what to do`() throws {
        let refusal = #expect(throws: PublicationRefusal.self) { try town.publish() }
        #expect(refusal?.description.contains("use heat waits for an agreement that covers \(Town.day)") == true)
    }

    @Test(arguments: [(0, 0, true), (1, 9, false), (-9, -1, false), (-9, 9, true)])
    func `the measured day decides, whenever it is published`(from: Int, until: Int, leaves: Bool) throws {
        try keepQuarter()
        try agree(from: Town.day.advanced(by: from), until: Town.day.advanced(by: until))
        let later = try town.publish(now: Town.now.advanced(minutes: 400 * 1_440))
        #expect(later.waiting.isEmpty == leaves)
    }

    @Test func `both documents name the recipients, the bases and the ban, in two languages; public ones do not`()
        throws
    {
        try keepQuarter()
        try agree()
        try agree("Region", basis: "=law; article 3")
        let publication = try town.publish()
        let row = try #require(try town.rows(publication, "heat").first)
        #expect(row["agreement"] == "2 / 3" && row["recipient"] == "City / Region")
        let text = try town.text(publication, "heat")
        #expect(text.contains(#""contract 7 / =law; article 3""#) && text.contains("reconstituer"))
        let json = try #require(
            publication.documents.first { $0.name.hasPrefix("use-heat") && $0.name.hasSuffix("json") })
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [String: Any])
        let recipients = try #require(object["recipients"] as? [[String: Any]])
        #expect(recipients.map { $0["basis"] as? String } == ["contract 7", "=law; article 3"])
        let terms = try #require(object["terms"] as? [String: String])
        #expect(terms["fr"]?.contains("interdit") == true && terms["en"]?.contains("forbidden") == true)
        for document in publication.documents where document.name.hasPrefix("use-4a") {
            let text = String(decoding: document.bytes, as: UTF8.self)
            #expect(!text.contains("terms") && !text.contains("recipient"))
        }
    }

    @Test func `every line of a restricted document carries the ban, of a curve and of points too`() throws {
        let homes = PointSet(id: "homes", kind: "homes", useCase: "heat", visibility: .restricted)
        let site = PointSet(
            id: "site", kind: "charging", useCase: "heat", visibility: .restricted, figureStep: .halfHour)
        try town.keep(set: homes, of: 40..<43, consent: .day)
        try town.keep(set: site, of: 50..<53, consent: .curve)
        try agree()
        let lines = try town.text(town.publish(), "heat").split(separator: "\n")
        #expect(lines.count > 50 && lines.dropFirst().allSatisfy { $0.contains("City;contract 7;") })
        #expect(lines.dropFirst().allSatisfy { $0.contains("forbidden") })
    }

    @Test func `a recipient's own points do not count for it`() throws {
        try town.keep { session in
            for number in 0..<30 {
                let holder = number < 20 ? "city" : "home-\(number)"
                try session.keep(MeteringPoint(id: Town.channel(number).point, holder: holder))
            }
        }
        try agree(holder: "city")
        #expect(try town.rows(town.publish(), "heat").map { $0["status"] } == ["suppressed"])
    }

    @Test(arguments: [("", "contract"), ("City", ""), ("City\nRegion", "c"), ("City", PolicyLibrary.defaultID)])
    func `one without a recipient or a legal basis is none; a policy alone is no basis`(
        recipient: String, basis: String
    ) {
        #expect(throws: StoreError.self) {
            try UseAgreement(recipient: recipient, uses: ["heat"], basis: basis, from: Town.day)
        }
    }

    /// Publishes one use after the other: of two sets that differ by one home, the first leaves.
    private func statusOfOthers() throws -> String? {
        let others = PointSet(id: "others", kind: "street", useCase: "light", visibility: .restricted)
        try town.keep(set: others, of: 0..<29)
        return try town.rows(town.publish(), "light").first?["status"]
    }

    @Test(arguments: [("City", "suppressed"), (" cITY ", "suppressed"), ("County", "released")])
    func `what one recipient has is held against what it gets besides, not against what others get`(
        other: String, status: String
    ) throws {
        try agree("City")
        try agree(other, to: "light")
        #expect(try statusOfOthers() == status)
    }

    @Test func `a figure for two recipients is held for both where one of them has what it would tell apart`() throws {
        try agree("City")
        try agree("County", to: "light")
        try agree("City", to: "light")
        #expect(try statusOfOthers() == "suppressed")
        // The other one has nothing of it, and gets what differs from the held figure.
        try agree("County", to: "roads")
        try town.keep(
            set: PointSet(id: "next", kind: "road", useCase: "roads", visibility: .restricted), of: 0..<28)
        #expect(try town.rows(town.publish(), "roads").first?["status"] == "released")
    }

    @Test func `what leaves under a mandate counts as anybody's`() throws {
        try agree("City", to: "light")
        var request = PublicationRequest(
            [building], on: [Town.day], under: try PolicyLibrary().policy("daily-provision-2018"))
        request.basis = .mandate
        let published = try town.data.makeOffice().publish(request, now: Town.now)
        #expect(published.days[0].map(\.isReleased) == [true])
        #expect(try statusOfOthers() == "suppressed")
    }

    @Test func `a recipient under two names is one where both hold points under one key`() throws {
        try agree("City", holder: "key")
        try agree("Town hall", to: "light", holder: "key")
        #expect(try statusOfOthers() == "suppressed")
    }
}
