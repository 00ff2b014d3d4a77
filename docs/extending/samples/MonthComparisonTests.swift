import Disclosure
import EmbeddedStore
import Foundation
import Metering
import Publication
import Store
import TestKit
import Testing

@Suite("The sample of a service")
struct MonthComparisonTests {
    private let folder: TemporaryFolder
    private let data: DataDirectory
    private static let march = CivilDay(year: 2026, month: 3, day: 1)!...CivilDay(year: 2026, month: 3, day: 31)!
    private static let kind = EnergyKind(carrier: .electricity, direction: .extraction)

    init() throws {
        folder = try TemporaryFolder()
        data = try DataDirectory(folder.url)
    }

    /// Homes of a building, with 10 kWh on each day of March 2025 and some more on each of March 2026.
    private func keep(homes: Int, wattHours: Int64) throws {
        let building = PointSet(
            id: "tower", kind: "building", useCase: "2a", visibility: .restricted, figureStep: .month)
        let session = try data.ledger.begin(name: "homes", now: Self.march.upperBound.start)
        for home in 0..<homes {
            let channel = Channel(point: PointID("\(14_500_000_000_000 + home)"))
            try session.keep(Membership(channel: channel, from: CivilDay(year: 2025, month: 1, day: 1)!), of: building)
            for day in 0..<31 {
                for (year, energy) in [(2025, Int64(10_000)), (2026, wattHours)] {
                    let start = CivilDay(year: year, month: 3, day: day + 1)!.start
                    try session.keep(
                        RegisterReading(
                            channel: channel, register: .dailyEnergy, at: start, value: energy, line: 1))
                }
            }
        }
        _ = try session.seal()
        try session.commit(sha256: "homes", flows: "R151", size: 1, summary: "{}")
    }

    private func agree() throws {
        let agreement = try UseAgreement(
            recipient: "City", uses: ["2a"], basis: "contract 7", from: CivilDay(year: 2025, month: 1, day: 1)!)
        _ = try data.releases.add(agreement, now: Self.march.upperBound.start)
    }

    private func answer(of set: String = "tower") throws -> MonthComparison.Answer {
        let office = ReleaseOffice(
            data.ledger, data.measures, data.catalogue, data.releases, data.documents, data.keys)
        let comparison = MonthComparison(
            office: office, ledger: data.ledger, catalogue: data.catalogue,
            policy: try PolicyLibrary().policy("code-energie-d341-13"))
        return try comparison.answer(of: set, Self.kind, Self.march, now: Self.march.upperBound.advanced(by: 40).start)
    }

    @Test("compares two months that both leave, and each of them is recorded")
    func compares() throws {
        try keep(homes: 30, wattHours: 12_500)
        guard case .held(let reason) = try answer() else {
            Issue.record("it left without an agreement")
            return
        }
        #expect(reason.contains("maille agreements add"))
        try agree()
        #expect(try answer() == .percent(25))
        #expect(try data.verify().releases == 2)
        #expect(try answer() == .percent(25) && data.verify().releases == 2)
    }

    @Test("says why where a month is held back, and what is wrong where there is no such set")
    func held() throws {
        try agree()
        try keep(homes: 3, wattHours: 12_500)
        guard case .held(let reason) = try answer() else {
            Issue.record("three homes left")
            return
        }
        #expect(!reason.contains("3"))
        #expect(throws: MonthComparison.UnknownSet.self) { try answer(of: "nowhere") }
    }
}
