import Collection
import DirectoryKit
import EmbeddedStore
import Foundation
import Metering
import Store
import TestKit
import Testing

/// The real samples, from file to store: independent measures of the same energy must meet.
@Suite("Real files, imported", .enabled(if: SharedData.isPresent))
struct GoldenFiguresTests {
    private let folder: TemporaryFolder
    private let data: DataDirectory
    private let intake: Intake
    private let household = Channel(point: PointID("09111642617347"))
    private let building = Channel(point: PointID("30001642617347"))

    private static let history = "enedis/sge-tiers/CommandeTransmissionHistoriqueMesures"
    private static let collection = "enedis/sge-tiers/CommandeCollectePublicationMesures"

    init() throws {
        folder = try TemporaryFolder()
        data = try DataDirectory(folder.url.appending(path: "data"))
        intake = try Intake(data, now: Instant(secondsSinceEpoch: 1_800_000_000))
    }

    private func receive(_ paths: String...) throws {
        for path in paths { _ = try intake.receive(SharedData.folder.appending(path: path).path) }
    }

    private func day(_ text: String) throws -> CivilDay { try #require(CivilDay(text)) }

    private func curve(_ channel: Channel, _ text: String) throws -> DayCurve {
        let day = try day(text)
        return try #require(try data.days(of: channel, in: day...day, data.ledger.known()).first).pointDay.curve
    }

    private func index(_ register: Register = .totalIndex, at day: CivilDay) throws -> Int64? {
        try data.readings(of: household, register, in: day.start...day.start, data.ledger.known()).first?.value
    }

    @Test("R50 of 2022-02-02 is 48 values and 20,681 Wh, the difference of the R151 and HDM indexes")
    func r50() throws {
        try receive(
            "\(Self.collection)/C5-CDC/R50.xml", "\(Self.collection)/C5-IDX/R151.xml",
            "\(Self.history)/C5-IDX/Enedis_SGE_HDM_A06NW10D.csv")
        let curve = try curve(household, "2022-02-02")
        #expect(curve.count == 48 && curve.isComplete && curve.total == 20_681)
        let opening = try index(at: day("2022-02-02"))
        let closing = try index(.index(temporalClass: "BASE"), at: day("2022-02-03"))
        #expect(closing.map { $0 - (opening ?? 0) } == 20_681)
    }

    /// Three days of the hourly era lack 1, 1 and 12 hours in the file itself: there the indexes know more than the
    /// curve, and nobody can make them agree.
    @Test("HDM: the 388 consecutive index pairs are their days' curves within 1 Wh, but where the file has holes")
    func historyAgainstIndexes() throws {
        try receive(
            "\(Self.history)/C5-CDC/Enedis_SGE_HDM_A06NW0ZI.csv", "\(Self.history)/C5-IDX/Enedis_SGE_HDM_A06NW10D.csv")
        var (steps, holes): ([Step: Int], [String: Int]) = ([:], [:])
        for known in try data.days(
            of: household, in: try day("2020-10-01")...day("2022-03-01"), data.ledger.known())
        {
            let (date, curve) = (known.pointDay.day, known.pointDay.curve)
            guard let opening = try index(at: date), let closing = try index(at: date.advanced(by: 1)) else { continue }
            steps[curve.step, default: 0] += 1
            if curve.isComplete {
                #expect(abs(closing - opening - curve.total) <= 1, "\(date)")
            } else {
                holes[date.description] = curve.missingCount
                #expect(closing - opening > curve.total)
            }
        }
        #expect(steps == [.minutes30: 352, .hour: 36])
        #expect(holes == ["2021-02-06": 1, "2021-02-11": 1, "2021-02-12": 12])
    }

    @Test("the seven daily energies of January 2022 come out to the watt-hour")
    func week() throws {
        try receive("\(Self.history)/C5-CDC/Enedis_SGE_HDM_A06NW0ZI.csv")
        let week = try data.days(
            of: household, in: try day("2022-01-05")...day("2022-01-11"), data.ledger.known())
        #expect(week.map(\.pointDay.curve.total) == [20_711, 24_217, 29_256, 29_355, 25_514, 24_020, 23_512])
    }

    @Test(
        "clock-change days have the values that the clocks say",
        arguments: [("2020-03-29", 138), ("2020-10-25", 150), ("2021-03-28", 138), ("2021-10-31", 150)])
    func tenMinutes(date: String, count: Int) throws {
        try receive("\(Self.history)/C4-CDC/Enedis_SGE_HDM_A06NW11N.csv")
        let curve = try curve(building, date)
        #expect(curve.step == .minutes10 && curve.count == count)
    }

    @Test("what R4Q sends of a day agrees with the HDM curve of the day within its precision of a kilowatt")
    func r4q() throws {
        try receive("\(Self.collection)/C4-CDC/R4Q.xml")
        let sent = try curve(building, "2022-02-02")
        #expect(sent.count == 144 && sent.isComplete && sent.unit == .watt)
        #expect(sent.values.first == 28_000)
    }

    @Test("an index that contradicts the curve of its day is found by the import itself")
    func contradiction() throws {
        try receive("\(Self.collection)/C5-CDC/R50.xml")
        let index = """
            Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Etape metier;Unite
            09111642617347;Index;20/10/2020;03/02/2022;Energie active;Consommation;Comptage Brut;Wh
            Horodate;Type de releve;EAS F1;EAS T
            2022-02-02T00:00:00+01:00;Arrêté quotidien;9723000;9723000
            2022-02-03T00:00:00+01:00;Arrêté quotidien;9744495;9744495

            """
        let receipt = try intake.receive(try folder.file("index.csv", index))
        guard case .kept(let revision, _) = receipt.outcome else {
            Issue.record("the file was not kept")
            return
        }
        let found = try data.ledger.diagnostics(of: revision).filter { $0.rule.name == "index-contradicts-curve" }
        #expect(found.map(\.detail) == ["indexes say 21495 Wh, the curve 20681 Wh"])
        #expect(receipt.counts.flagged >= 1)
    }

    @Test("every sample is kept or refused with a reason, and what is kept verifies")
    func everySample() throws {
        for path in try Inbox.files(of: [SharedData.folder.appending(path: "enedis").path]) {
            let receipt = try intake.receive(path)
            if case .refused(let diagnostic) = receipt.outcome { #expect(!diagnostic.detail.isEmpty) }
        }
        #expect(try data.verify().faults == [])
    }
}
