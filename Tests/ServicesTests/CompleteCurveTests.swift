import DirectoryKit
import Disclosure
import EmbeddedStore
import Metering
import Publication
import Services
import Store
import TestKit
import Testing

/// A town of 320 homes, of which one or more have a hole in the day's curve.
@Suite("A curve without consent")
struct CompleteCurveTests {
    private let town: Town

    init() throws { town = try Town() }

    private func keepHomes(withHoles holes: Range<Int>, dailyEnergies: Bool) throws {
        try town.keep { session in
            for number in 0..<320 {
                let hole = holes.contains(number) ? 10..<12 : 0..<0
                try session.keep(Town.pointDay(number, watts: Int32(300 + number), missing: hole))
                guard dailyEnergies else { continue }
                try session.keep(
                    RegisterReading(
                        channel: Town.channel(number), register: .dailyEnergy, at: Town.day.start,
                        value: Int64(300 + number) * 24, line: 1))
            }
        }
        for (id, step) in [("day", FigureStep.day), ("curve", .halfHour)] {
            let set = PointSet(id: id, kind: "quarter", useCase: id, visibility: .public, figureStep: step)
            try town.keep(set: set, of: 0..<320)
        }
    }

    /// Watt-hours of the day by its own figure, and by the sum of the curve's; nil where that is held.
    private func energies() throws -> (day: Int?, curve: Int?) {
        let now = Town.day.advanced(by: 400).start
        let policy = try PolicyLibrary().policy("code-energie-d111-63")
        let published = try DailyProvision(
            town.data, policy: policy, now: now, Circumstances(publicationDays: 1)
        ).publish(Town.day)
        let day = try town.rows(published, "day").first { $0["set"] == "day" }?["sum"].flatMap(Int.init)
        let curve = try town.rows(published, "curve").filter { $0["status"] == "interval" }
        let powers = curve.compactMap { $0["power_w"].flatMap(Int.init) }
        return (day, powers.isEmpty ? nil : powers.reduce(0, +) / 2)
    }

    private func energy(of homes: some Sequence<Int>) -> Int { homes.reduce(0) { $0 + (300 + $1) * 24 } }

    @Test func `is the sum of the members with a whole day, as the day's figure is`() throws {
        try keepHomes(withHoles: 3..<4, dailyEnergies: false)
        let energies = try energies()
        let others = energy(of: (0..<320).filter { $0 != 3 })
        #expect(energies.day == others && energies.curve == others)
    }

    @Test func `is held where somebody has an energy of the day besides, who would be the difference`() throws {
        try keepHomes(withHoles: 3..<13, dailyEnergies: true)
        let first = try energies()
        #expect(first.day == energy(of: 0..<320) && first.curve == nil)
    }

    @Test func `is the same when it is asked for again, whatever came since`() throws {
        try keepHomes(withHoles: 3..<4, dailyEnergies: false)
        let first = try energies()
        try town.keep { try $0.keep(Town.pointDay(3, watts: 9_000)) }
        let second = try energies()
        #expect(first.curve != nil && second.curve == first.curve && second.day == first.day)
    }
}
