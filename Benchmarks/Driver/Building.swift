import ArgumentParser
import Disclosure
import EmbeddedStore
import Foundation
import Metering
import Publication
import Services
import Store

/// W9: the twelve months of buildings among many points, as their managers ask for them over the server.
///
/// The first question of each building makes its figures; later ones make them again. Each counts.
struct Building: ParsableCommand {
    @OptionGroup var span: Span
    @Option var store: String
    @Option(parsing: .upToNextOption, help: "The number of each building's first dwelling.") var first: [Int]
    @Option var dwellings = 40

    private struct Outcome: Encodable {
        /// Of all months of a building, the first time and the second.
        var seconds: [Double] = []
        var again: [Double] = []
        /// Of each building, month by month; of one that is held, −1.
        var sums: [[Int64]] = []
    }

    func run() throws {
        let year = try SimulatedYear(span)
        let data = try DataDirectory(URL(filePath: store))
        let months = months(of: year)
        let now = year.days[year.days.count - 1].advanced(by: 40).start
        let office = ReleaseOffice(
            data.ledger, data.measures, data.catalogue, data.releases, data.documents, data.keys)
        let policy = try PolicyLibrary().policy(BuildingTotals.policyID)
        var outcome = Outcome()
        for first in self.first {
            let set = PointSet(id: "building-\(first)", kind: "building", useCase: "managers", visibility: .restricted)
            try keep(set, Array(first..<first + dwellings).map(year.channel), from: year.days[0], data)
        }
        // What is asked of a directory for the first time is read once, whatever the question.
        _ = try data.catalogue.holders(data.ledger.known())
        _ = try data.catalogue.number(of: year.channel(0))
        for first in self.first {
            let set = PointSet(id: "building-\(first)", kind: "building", useCase: "managers", visibility: .restricted)
            for turn in 0..<2 {
                let start = ContinuousClock.now
                // As a job of the server publishes them.
                let monthly = PointSet(
                    id: set.id, kind: set.kind, useCase: set.useCase, visibility: .restricted, figureStep: .month)
                let request = PublicationRequest([monthly], on: months.map(\.upperBound), under: policy)
                let found = try office.publish(request, now: now).days.joined()
                let seconds = (ContinuousClock.now - start) / .seconds(1)
                if turn == 0 { outcome.seconds.append(seconds) } else { outcome.again.append(seconds) }
                if turn == 1 { outcome.sums.append(found.map(\.verdict.sum)) }
            }
        }
        try StoreBench.give(outcome)
    }

    private func months(of year: SimulatedYear) -> [ClosedRange<CivilDay>] {
        let last = year.days[year.days.count - 1]
        return year.days.filter { $0 == $0.firstOfMonth && $0.lastOfMonth <= last }.map { $0...$0.lastOfMonth }
    }

    private func keep(_ set: PointSet, _ channels: [Channel], from day: CivilDay, _ data: DataDirectory) throws {
        if try data.catalogue.sets(data.ledger.known()).contains(where: { $0.id == set.id }) { return }
        let session = try data.ledger.begin(name: set.id, now: day.start)
        for channel in channels { try session.keep(Membership(channel: channel, from: day), of: set) }
        _ = try session.seal()
        try session.commit(sha256: set.id, flows: "sets", size: 0, summary: "{}")
    }
}

extension DisclosedVerdict {
    fileprivate var sum: Int64 {
        if case .released(let release) = self { release.sum ?? -1 } else { -1 }
    }
}
