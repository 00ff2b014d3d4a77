import Collection
import DirectoryKit
import EmbeddedStore
import Foundation
import Metering
import Store
import TestKit

/// A store of its own, files to import into it, and what is then kept.
struct Household {
    let folder: TemporaryFolder
    let data: DataDirectory
    let intake: Intake

    init(now: Instant = Instant(secondsSinceEpoch: 1_800_000_000)) throws {
        folder = try TemporaryFolder()
        data = try DataDirectory(folder.url.appending(path: "data"))
        intake = try Intake(data, now: now)
    }

    @discardableResult
    func receive(_ text: String, of point: PointID? = nil) throws -> Receipt {
        try receive(Array(text.utf8), of: point)
    }

    @discardableResult
    func receive(_ bytes: [UInt8], of point: PointID? = nil) throws -> Receipt {
        try intake.receive(try folder.file(UUID().uuidString, bytes), of: point)
    }

    /// Every kept day, in order.
    func days() throws -> [PointDay] {
        var days: [PointDay] = []
        let all = CivilDay.accepted
        try data.forEachDay(in: all, data.ledger.known()) { days.append($0.pointDay) }
        return days.sorted { ($0.channel.description, $0.day) < ($1.channel.description, $1.day) }
    }

    /// The daily energies of operators and partners that are kept of some days, in no particular order.
    func dailyEnergies(on days: [String]) throws -> [String] {
        try days.compactMap(CivilDay.init).flatMap { day in
            var found: [String] = []
            try data.measures.forEachReading(
                of: .dailyEnergy, in: day.start...day.start, of: .all, data.ledger.known()
            ) { number, known in
                found.append("\(try data.catalogue.channel(number)?.description ?? "") \(day) \(known.value)")
            }
            return found
        }
    }

    /// What was said of a kept file.
    func findings(_ receipt: Receipt) throws -> [Diagnostic] {
        guard case .kept(let revision, _) = receipt.outcome else { return [] }
        return try data.ledger.diagnostics(of: revision)
    }
}
