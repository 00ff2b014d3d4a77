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

/// Two towns that differ in who was silent, and not in any sum: nothing that leaves may tell them apart.
@Suite("What leaves without consent")
struct SilentHomesTests {
    private static let year = 2026
    private static let members = 0..<240
    private static let quarter = PointSet(id: "quarter", kind: "commune", useCase: "4a", visibility: .public)

    /// Homes of 2,400 Wh a day; those that are silent or estimated have neighbours who use as much more.
    private static func town(silent: Int, corrected: Int) throws -> Town {
        let town = try Town()
        try town.keep("homes") { session in
            for number in members {
                let channel = Town.channel(number)
                let energy: Int64 = number < silent ? 0 : number < 2 * silent ? 4_800 : 2_400
                for day in [Town.day, Town.day.lastOfMonth] {
                    let mark: Mark = (100..<100 + corrected).contains(number) ? Mark(.corrected) : .measured
                    try session.keep(
                        RegisterReading(
                            channel: channel, register: .dailyEnergy, at: day.start, value: energy, mark: mark,
                            line: 1))
                }
                try session.keep(curve(of: number, watts: Int32(energy / 24)))
                try session.keep(MeteringPoint(id: channel.point))
            }
        }
        let parts: [(String, Range<Int>)] = [("a", 0..<60), ("b", 60..<115), ("c", 115..<240)]
        try town.keep(set: quarter, of: members)
        for (id, members) in parts {
            try town.keep(set: PointSet(id: id, kind: "cluster", useCase: "4b", visibility: .public), of: members)
        }
        try town.keep(
            set: PointSet(id: "house", kind: "building", useCase: "2a", visibility: .restricted), of: 0..<20)
        try town.keep(
            set: PointSet(
                id: "curve", kind: "cluster", useCase: "5", visibility: .public, figureStep: .halfHour), of: members)
        return town
    }

    private static func curve(of number: Int, watts: Int32) -> PointDay { Town.pointDay(number, watts: watts) }

    /// Every text that recipients get of a town: documents, explanations.
    private static func leaving(_ town: Town) throws -> [String: String] {
        var texts: [String: String] = [:]
        let curves = DailyProvision(
            town.data, policy: try PolicyLibrary().policy("code-energie-d111-63"), now: Town.now,
            Circumstances(publicationDays: 1))
        for (name, published) in [("2018", try town.publish()), ("2026", try curves.publish(Town.day))] {
            for document in published.documents where !document.name.hasPrefix("manifest") {
                texts["\(name) \(document.name)"] = String(decoding: document.bytes, as: UTF8.self)
            }
        }
        let identifiers = try town.data.keys.figureIdentifiers()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        for set in ["quarter", "a", "b", "a+b", "c", "house", "curve"] {
            for recorded in try town.data.releases.latest(ofSet: set, on: Town.day) {
                let open = try #require(try OpenExplanation(of: recorded, town.data.releases, identifiers))
                let text = String(decoding: try encoder.encode(open), as: UTF8.self)
                texts["explain \(recorded.number)"] = text.replacing(/"release":"[0-9a-f]{32}"/, with: "")
            }
        }
        return texts
    }

    @Test("is the same, byte for byte, whoever was silent, and whose value was corrected")
    func sameBytes() throws {
        let all = try SilentHomesTests.leaving(SilentHomesTests.town(silent: 0, corrected: 0))
        let text = all.values.joined()
        for word in [";released;", ";suppressed;", ";interval;", "a+b", "qualityShares", "101..", "\"points\""] {
            #expect(text.contains(word), "\(word)")
        }
        for (silent, corrected) in [(1, 0), (3, 2), (2, 4)] {
            let other = try SilentHomesTests.leaving(SilentHomesTests.town(silent: silent, corrected: corrected))
            #expect(other.keys.sorted() == all.keys.sorted())
            for (name, text) in all { #expect(other[name] == text, "\(silent) \(corrected) \(name)") }
        }
    }

    @Test("has no new edition when what came for a silent member changes nothing that is said")
    func editions() throws {
        let town = try Town()
        try town.keep { session in
            for number in 0..<19 { try session.keep(Town.pointDay(number, watts: 500)) }
        }
        try town.keep(set: PointSet(id: "house", kind: "building", useCase: "2a", visibility: .restricted), of: 0..<20)
        let first = try town.publish()
        try town.keep { try $0.keep(Town.pointDay(19, watts: 0)) }
        let second = try town.publish()
        #expect(first.documents.count == 3 && first.documents.map(\.name) == second.documents.map(\.name))
        #expect(first.documents.map(\.bytes) == second.documents.map(\.bytes))
        let recorded = try #require(try town.data.releases.latest(ofSet: "house", on: Town.day).first)
        #expect(recorded.edition == 2, "the register has what it rests on")
        #expect(try town.data.explanation(of: recorded).toldEdition == 1)
        let identifiers = try town.data.keys.figureIdentifiers()
        #expect(try OpenExplanation(of: recorded, town.data.releases, identifiers) == nil)
    }

    @Test("finds a union's figure by the name that recipients have")
    func named() throws {
        let town = try Town()
        try town.keep { session in
            for number in 0..<110 { try session.keep(Town.pointDay(number, watts: 500)) }
        }
        for number in 0..<11 {
            try town.keep(
                set: PointSet(id: "A\(number)", kind: "cluster", useCase: "4b", visibility: .public),
                of: number * 10..<number * 10 + 10)
        }
        let rows = try town.rows(town.publish(), "4b")
        let union = try #require(rows.first { $0["status"] == "released" }?["set"])
        #expect(union.hasPrefix("A0+A1+"), "\(union)")
        #expect(rows.filter { $0["status"] == "suppressed" }.allSatisfy { $0["alternative"] == union })
        let found = try town.data.releases.latest(ofSetNamed: union, on: Town.day)
        #expect(found.map(\.setName.text) == [union])
        let whole = try #require(found.first)
        #expect(try town.data.releases.latest(ofSetNamed: whole.set, on: Town.day).map(\.number) == [whole.number])
        #expect(try town.data.explanation(of: whole).text(.french).contains("A0, A1, A2"))
    }
}
