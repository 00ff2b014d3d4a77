import Access
import Collection
import DirectoryKit
import Disclosure
import EmbeddedStore
import Foundation
import Logging
import Metering
import PortalKit
import Publication
import Services
import Store
import Web

/// A data directory at work, as a command or the server holds it: a few households, of which Anna holds one and has
/// agreed to share it.
final class Street {
    /// The watched folder: `data`, and the folder `out` of publications.
    let folder: URL
    /// Where files come from: not watched.
    let inbox: URL
    private var opened: Borough?
    /// What was promised after the start: facts that must be there from then on.
    var promised: Set<String> = []
    /// Who asked to be erased, with the wrapped keys as they are kept.
    var leaving: (account: AccountID, keys: [String])?
    /// What must not be found in any byte of `access.sqlite` and its log any more.
    var erased: [String] = []

    static let homes = (1...14).map { PointID("\(14_500_000_000_000 + $0)") }
    static let newHomes = (21...24).map { PointID("\(14_500_000_000_000 + $0)") }
    static let neighbours = (31...32).map { PointID("\(14_500_000_000_000 + $0)") }
    static let everyHome = homes + newHomes + neighbours
    static let eve = CivilDay(year: 2026, month: 10, day: 31)!
    static let day = CivilDay(year: 2026, month: 11, day: 1)!
    private static let key = MasterKey(bytes: Array(repeating: 7, count: 32))

    init(_ folder: URL) {
        self.folder = folder
        inbox = folder.deletingLastPathComponent().appending(path: "inbox")
    }

    var data: DataDirectory { get throws { try borough.data } }
    var out: URL { folder.appending(path: "out") }
    var isOpen: Bool { opened != nil }

    var borough: Borough {
        get throws {
            guard let opened else { throw Borough.Unexpected() }
            return opened
        }
    }

    func open() throws {
        guard let key = Street.key else { throw Borough.Unexpected() }
        opened = try Borough(folder.appending(path: "data"), key: key)
    }

    /// The end of the process, as far as the directory sees it.
    func close() { opened = nil }

    // MARK: Steps

    /// Imports a file as `maille import` does; throws where it is not kept.
    func importFile(_ name: String, _ bytes: [UInt8], of point: PointID? = nil) throws {
        switch try Intake(data, now: borough.now).receive(file(name, bytes).path, of: point).outcome {
        case .kept, .known: break
        case .refused(let diagnostic): throw Refused(reason: diagnostic.detail)
        }
    }

    /// A file as it arrives.
    func file(_ name: String, _ bytes: [UInt8]) throws -> URL {
        let file = inbox.appending(path: name)
        try FileManager.default.createDirectory(at: inbox, withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
        return file
    }

    struct Refused: Error, CustomStringConvertible {
        let reason: String
        var description: String { reason }
    }

    /// Publishes a day as `maille publish` does.
    func publish(_ day: CivilDay) throws {
        let policy = try PolicyLibrary().policy(PolicyLibrary.defaultID)
        let publication = try DailyProvision(data, policy: policy, now: borough.now).publish(day)
        try DocumentFolder(out).keep(publication.documents.map(\.file))
        try data.openPublications.keep(publication, policy: policy.id)
    }

    /// Reads Anna's curve as her supplier's program does.
    func read(_ purpose: String) throws -> Grant {
        try borough.decisions.grant(
            ReadRequest(
                by: .recipient(borough.client, borough.recipient, consents: nil), about: .point(Street.homes[0]),
                days: Street.eve...Street.day, step: .day, purpose: purpose, request: "r"), now: borough.now)
    }

    func annasConsent() throws -> Consent {
        let consents = try borough.access.read(in: borough.keys.tenant) { store in
            try store.records(Occupancy.self).flatMap { try store.consents(of: $0.occupancy) }
        }
        guard let consent = consents.first else { throw Borough.Unexpected() }
        return consent
    }

    func anna() throws -> AccountID? {
        try borough.access.read(in: borough.keys.tenant) { try $0.records(Account.self) }.first?.account
    }

    /// Anna with her wrapped keys.
    func person() throws -> (account: AccountID, keys: [String]) {
        guard let anna = try anna() else { throw Borough.Unexpected() }
        let keys = try borough.access.read(in: borough.keys.tenant) { store in
            try store.records(SubjectKeyRecord.self, about: SubjectID(anna)).map { record in
                try JSONDecoder().decode(Wrapped.self, from: JSONEncoder().encode(record)).wrapped
            }
        }
        return (anna, keys)
    }

    private struct Wrapped: Decodable { let wrapped: String }

    /// Does the jobs that wait, as the server does.
    func runJobs() throws {
        let runner = JobRunner(
            try Tenants([borough.tenant]), logger: Logger(label: "jobs") { _ in SwiftLogNoOpLogHandler() },
            clock: { [now = try borough.now] in now })
        while runner.runNext(.imports) {}
    }

    // MARK: The beginning

    /// What every scenario begins with: two days of curves, one of them published, a consent in force.
    func fill() throws {
        try open()
        try borough.keep("points", at: Borough.firstKnown) { session in
            let house = PointSet(id: "house", kind: "building", useCase: "2a", visibility: .restricted)
            let alley = PointSet(id: "alley", kind: "neighbourhood", useCase: "4a", visibility: .public)
            for (index, point) in Street.homes.enumerated() {
                try session.keep(MeteringPoint(id: point))
                let channel = Channel(point: point)
                try session.keep(Membership(channel: channel, from: Street.eve), of: house)
                guard index < 4 else { continue }
                try session.keep(Membership(channel: channel, from: Street.eve, consent: .day), of: alley)
            }
        }
        for day in [Street.eve, Street.day] {
            try importFile("curves-\(day).csv", Files.wide(Street.homes, day))
        }
        try borough.data.releases.agree(to: ["2a"], now: Borough.firstKnown)
        try publish(Street.eve)
        let anna = try borough.person("anna")
        let home = try borough.move(anna, into: Street.homes[0], from: Street.eve)
        _ = try borough.consent(borough.need(), of: home)
        close()
    }
}
