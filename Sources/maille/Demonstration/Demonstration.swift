import Access
import Configuration
import Disclosure
import EmbeddedStore
import Exchange
import Foundation
import Metering
import Services
import Simulation
import Store
import Web

/// The main job on a district that does not exist: its files are made, imported, and published for every day; then
/// late and corrected files come, and what they change is published again as new editions.
///
///     received/    the files as operators and partners would send them
///     store/       the data directory
///     published/   what the city would receive
struct Demonstration {
    private let folder: URL
    private let district = District(seed: 69_382)

    init(_ folder: URL) { self.folder = folder }

    private var received: URL { folder.appending(path: "received") }
    private var published: URL { folder.appending(path: "published") }

    /// The moments the demonstration happens at, whatever the machine's clock says: it gives the same files
    /// every day.
    private var collectedAt: Instant { district.period.upperBound.advanced(by: 2).start.advanced(minutes: 360) }
    private var correctedAt: Instant { collectedAt.advanced(minutes: 6 * 1_440) }

    func run() throws -> DemonstrationOutcome {
        try receiveFiles()
        let data = try DataDirectory(folder.appending(path: "store"), program: { Program.name })
        var totals = try step("importing what was collected") {
            try receive(["points.csv", "sets.csv", "daily", "partners"], into: data, now: collectedAt)
        }
        try agree(data)
        let first = try step("publishing each day") { try publish(data, now: collectedAt) }
        let late = try step("importing what came late or corrected") {
            try receive(["late"], into: data, now: correctedAt)
        }
        let second = try step("publishing what that changed") { try publish(data, now: correctedAt) }
        totals.add(late)
        let reissued = zip(first, second).reduce(0) { count, pair in
            count + zip(pair.0.uses, pair.1.uses).count { $0.edition != $1.edition }
        }
        return DemonstrationOutcome(
            folder: folder, day: district.period.upperBound, imported: totals, uses: second.last?.uses ?? [],
            usefulness: second.last?.usefulness ?? [], publishedDays: second.count, reissuedDocuments: reissued)
    }

    /// Serves the district to its people until it is stopped.
    func serve(port: Int) async throws {
        let store = folder.appending(path: "store")
        do {
            let data = try DataDirectory(store, program: { Program.name })
            let access = try AccessDatabase(in: data, .all)
            let key = try MasterKeyFile(store.appendingPathExtension("key")).key(of: access)
            let people = DemonstrationPeople(
                access, try key.keys(of: TenantID("default"), in: access, now: .current), now: .current)
            let homes = district.halfHourMeters.filter { $0.customer.profile == .household }.map(\.metering.id)
            try people.moveIn(home: homes[0], neighbour: homes[1], on: district.period.lowerBound.advanced(by: 4))
        }
        let settings: [AbsoluteConfigKey: ConfigValue] = [
            "data": ConfigValue(.string(store.path), isSecret: false),
            "port": ConfigValue(.int(port), isSecret: false), "health.port": ConfigValue(.int(0), isSecret: false),
            "sandbox": ConfigValue(.bool(true), isSecret: false),
        ]
        let reader = ConfigReader(provider: InMemoryProvider(values: settings))
        try await Serving(PortalConfiguration(reader)).run { port in
            let lines = DemonstrationPeople.logins + "\n\nhttp://127.0.0.1:\(port)   (stop with Ctrl-C)"
            for line in lines.split(separator: "\n", omittingEmptySubsequences: false) {
                Diagnostics.say(String(line))
            }
        }
    }

    /// Writes the files beside their place and moves them there whole, so that a cut leaves none.
    private func receiveFiles() throws {
        guard !FileManager.default.fileExists(atPath: received.path) else { return }
        let partial = folder.appending(path: "received.partial")
        if FileManager.default.fileExists(atPath: partial.path) { try FileManager.default.removeItem(at: partial) }
        try step("writing the files that the district sends") {
            var files = DistrictFiles(district)
            try SimulatedFolder(partial).write { () throws(FlowError) in try files.next() }
        }
        try FileManager.default.moveItem(at: partial, to: received)
    }

    private func receive(_ names: [String], into data: DataDirectory, now: Instant) throws -> ImportTotals {
        let paths = names.map { received.appending(path: $0).path }
        return try FileImport(data, now: now, isQuiet: true).receive(paths)
    }

    /// What the city's restricted figures leave on. Once: the directory may be there from before.
    private func agree(_ data: DataDirectory) throws {
        guard try data.releases.agreements().isEmpty else { return }
        let restricted = try data.catalogue.sets(data.ledger.known()).filter { $0.visibility == .restricted }
        let agreement = try UseAgreement(
            recipient: "The city of the demonstration", uses: restricted.map(\.useCase),
            basis: "invented contract of the demonstration, no legal basis", from: district.period.lowerBound)
        _ = try data.releases.add(agreement, now: collectedAt)
    }

    private func publish(_ data: DataDirectory, now: Instant) throws -> [PublishedDocuments] {
        let policy = try PolicyLibrary().policy(PolicyLibrary.defaultID)
        let provision = data.dailyProvision(under: policy, now: now)
        let days = district.period.lowerBound.daysSinceEpoch...district.period.upperBound.daysSinceEpoch
        return try days.map { number in
            let day = CivilDay(daysSinceEpoch: number)
            let publication = try provision.publish(day)
            try DocumentFolder(published.appending(path: day.description)).keep(publication.documents.map(\.file))
            try data.openPublications.keep(publication, policy: policy.id)
            return publication
        }
    }

    private func step<Result>(_ name: String, _ work: () throws -> Result) throws -> Result {
        let start = ContinuousClock.now
        Diagnostics.say("\(name) …")
        let result = try work()
        let seconds = Double((ContinuousClock.now - start) / .milliseconds(1)) / 1_000
        Diagnostics.say("  done in \((seconds * 10).rounded() / 10) s")
        return result
    }
}

/// What a demonstration came to.
struct DemonstrationOutcome: Encodable {
    let folder: URL
    let day: CivilDay
    let imported: ImportTotals
    let uses: [PublishedDocuments.UseSummary]
    let usefulness: [Usefulness]
    let publishedDays: Int
    /// Documents that the late files made appear in a new edition.
    let reissuedDocuments: Int

    var text: String {
        """
        \(imported.sentence)
        \(publishedDays) days published; \(reissuedDocuments) documents in a new edition after the late files.

        The figures of \(day), the last day:

        \(UseTable(uses, usefulness).text)

        received   \(folder.appending(path: "received").path)
        kept       \(folder.appending(path: "store").path)
        published  \(folder.appending(path: "published").path)
        """
    }
}
