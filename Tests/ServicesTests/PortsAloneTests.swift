import Collection
import DirectoryKit
import Disclosure
import EmbeddedStore
import Foundation
import Metering
import Publication
import Services
import Store
import StoreKit
import TestKit
import Testing

/// The ports, whatever keeps them: what services are given in these tests is this alone.
private struct Ports {
    let measures: any MeasureStore
    let catalogue: any Catalogue
    let ledger: any ImportLedger
    let releases: any ReleaseRegister
    let documents: any DocumentStore
    let keys: any KeyStore

    init(_ data: DataDirectory) {
        (measures, catalogue, ledger) = (data.measures, data.catalogue, data.ledger)
        (releases, documents, keys) = (data.releases, data.documents, data.keys)
    }

    /// `keys`: what is keyed has other bytes in every deployment.
    init(_ stores: MemoryStores, keys: any KeyStore) {
        (measures, catalogue, ledger) = (stores.measures, stores.catalogue, stores.ledger)
        (releases, documents, self.keys) = (stores.releases, stores.documents, keys)
    }

    var office: ReleaseOffice { ReleaseOffice(ledger, measures, catalogue, releases, documents, keys) }

    func keep(_ name: String, _ work: (ImportSession) throws -> Void) throws {
        let session = try ledger.begin(name: name, now: Town.now)
        try work(session)
        _ = try session.seal()
        try session.commit(sha256: Fingerprint.of(Array(name.utf8)), flows: "", size: 0, summary: "{}")
    }
}

@Suite("Services know no engine:")
struct PortsAloneTests {
    private let folder: TemporaryFolder
    private let memory: Ports
    private let directory: Ports
    private static let day = Town.day

    init() throws {
        folder = try TemporaryFolder()
        directory = Ports(try DataDirectory(folder.url.appending(path: "data"), program: { "test" }))
        memory = Ports(MemoryStores(program: { "test" }), keys: directory.keys)
        for ports in [memory, directory] { try ports.releases.agree(now: Town.now) }
    }

    @Test
    func
        `a small town's files, provisions, corrections, tables and register are the same bytes in memory and on a directory`()
        throws
    {
        let left = try [memory, directory].map { try publishAll(of: $0) }
        #expect(left[0].map(\.name) == left[1].map(\.name))
        for (mine, theirs) in zip(left[0], left[1]) {
            #expect(withoutHead(mine) == withoutHead(theirs), "\(mine.name)")
        }
        // What is compared has everything in it that a provision can have.
        let text = left[1].map { $0.name + "\n" + String(decoding: $0.bytes, as: UTF8.self) }.joined()
        for word in ["released", "suppressed", ";point;", ";interval;", "bms;", "plants;", "_e2", "not received"] {
            #expect(text.contains(word), "\(word)")
        }
    }

    /// A manifest without the head of the register: each register chains in its own way.
    private func withoutHead(_ document: NamedDocument) -> [UInt8] {
        guard document.name.hasPrefix("manifest") else { return document.bytes }
        let head = /"register" : \{[^}]*\}/
        return Array(String(decoding: document.bytes, as: UTF8.self).replacing(head, with: "").utf8)
    }

    // MARK: the town

    private func publishAll(of ports: Ports) throws -> [NamedDocument] {
        let first = try receive("energies.csv", energies(of: 0..<60), by: ports)
        try ports.keep("points") { try keepPoints(in: $0) }
        try ports.keep("indexes") { try keepIndexes(in: $0) }
        try ports.keep("sets") { try keepSets(in: $0) }
        var left = [first]
        left += try publish(PortsAloneTests.day, ports)
        left.append(try receive("corrections.csv", energies(of: 3..<45, quality: "corrected"), by: ports))
        left += try publish(PortsAloneTests.day, ports)
        left += try publish(PortsAloneTests.day.advanced(by: -1), ports)
        left += try tables(ports)
        left += [try register(of: ports), try gaps(of: ports)]
        return left
    }

    /// The half-hours of two days, in the exchange's own columns; some missing, some estimated.
    private func energies(of points: Range<Int>, quality: String = "measured") -> String {
        var lines = ["point;carrier;direction;start;end;value;unit;quality"]
        for day in [PortsAloneTests.day.advanced(by: -1), PortsAloneTests.day] {
            for point in points {
                for place in 0..<Step.minutes30.count(in: day) where point % 11 != 5 || place != 7 {
                    let start = day.start.advanced(minutes: place * 30)
                    let watts = 200 + point * 10 + place % 12 + (quality == "corrected" ? 40 : 0)
                    let direction = point >= 50 ? "injection" : "extraction"
                    lines.append(
                        "p\(point);electricity;\(direction);\(start);\(start.advanced(minutes: 30));\(watts);W;"
                            + (point == 9 ? "estimated" : quality))
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What is said of a file that was taken in.
    private func receive(_ name: String, _ text: String, by ports: Ports) throws -> NamedDocument {
        let path = try folder.file("files/\(name)", text)
        let receipt = try Intake(ports.ledger, ports.measures, ports.catalogue, now: Town.now).receive(path)
        let revision = try #require(try ports.ledger.latest()).revision
        let said = try ports.ledger.diagnostics(of: revision).map { "\($0)" }
        return NamedDocument(name: "receipt of \(name)", bytes: Array("\(receipt.outcome)\n\(said)".utf8))
    }

    private func keepPoints(in session: ImportSession) throws {
        for number in 0..<60 {
            try session.keep(
                MeteringPoint(
                    id: Town.channel(number).point, directions: [number >= 50 ? .injection : .extraction],
                    segment: "C5", subscribedPower: .watts(9_000), commune: "01004",
                    holder: number < 4 ? "holder" : nil))
        }
    }

    /// Indexes of some points: a total, classes of the distributor, and of which one falls.
    private func keepIndexes(in session: ImportSession) throws {
        for (number, classes) in [(20, ["total"]), (21, ["HP", "HC"]), (22, ["supplier:Base"]), (23, ["total"])] {
            for (place, offset) in [-1, 0, 1].enumerated() {
                for name in classes {
                    let value = number == 23 && place == 2 ? 5 : Int64(1_000 + place * 9_000)
                    try session.keep(
                        RegisterReading(
                            channel: Town.channel(number), register: .index(temporalClass: name),
                            at: PortsAloneTests.day.advanced(by: offset).start, value: value, line: 1))
                }
            }
        }
        for offset in 0..<31 {
            let day = PortsAloneTests.day.firstOfMonth.advanced(by: offset)
            for number in 24..<36 {
                try session.keep(
                    RegisterReading(
                        channel: Town.channel(number), register: .dailyEnergy, at: day.start, value: 5_000, line: 1))
            }
        }
    }

    private func keepSets(in session: ImportSession) throws {
        let sets: [(PointSet, Range<Int>, Membership.Consent?, Direction)] = [
            (
                PointSet(id: "quarter", kind: "neighbourhood", useCase: "4a", visibility: .public), 0..<50, nil,
                .extraction
            ),
            (
                PointSet(id: "street", kind: "neighbourhood", useCase: "4a", visibility: .public), 0..<49, nil,
                .extraction
            ),
            (
                PointSet(id: "building", kind: "building", useCase: "2a", visibility: .restricted), 20..<40, nil,
                .extraction
            ),
            (PointSet(id: "small", kind: "building", useCase: "2a", visibility: .restricted), 0..<5, nil, .extraction),
            (PointSet(id: "homes", kind: "homes", useCase: "3", visibility: .restricted), 40..<43, .day, .extraction),
            (
                PointSet(id: "site", kind: "charging", useCase: "5", visibility: .restricted, figureStep: .halfHour),
                43..<46,
                .curve, .extraction
            ),
            (PointSet(id: "plants", kind: "producers", useCase: "4c", visibility: .public), 50..<60, nil, .injection),
            (
                PointSet(id: "bms", kind: "building", useCase: "1", visibility: .restricted, figureStep: .month),
                24..<36, .day,
                .extraction
            ),
            (
                PointSet(id: "01004", kind: "commune", useCase: "territories", visibility: .public, figureStep: .year),
                0..<50,
                nil, .extraction
            ),
        ]
        for (set, members, consent, direction) in sets {
            for number in members {
                let membership = Membership(
                    channel: Town.channel(number, direction), from: PortsAloneTests.day.advanced(by: -2_000),
                    consent: consent)
                try session.keep(membership, of: set)
            }
        }
    }

    // MARK: what leaves

    private func publish(_ day: CivilDay, _ ports: Ports) throws -> [NamedDocument] {
        let policy = try PolicyLibrary().policy(PolicyLibrary.defaultID)
        let provision = DailyProvision(
            ports.office, ports.releases, policy: policy, now: Town.now)
        let published = try provision.publish(day)
        let open = OpenPublications(ports.documents, ports.releases)
        try open.keep(published, policy: policy.id)
        let kept = try open.document(use: "4a", day, policy: policy.id, type: "csv") ?? []
        return published.documents.map(\.file) + [NamedDocument(name: "open \(day)", bytes: kept)]
    }

    private func tables(_ ports: Ports) throws -> [NamedDocument] {
        let policy = try PolicyLibrary().policy("code-energie-d111-53")
        let now = try #require(CivilDay(year: 2027, month: 1, day: 5)).start
        var tables = AnnualTables(ports.office, ports.releases, policy: policy, now: now)
        tables.approval = "the year is not over"
        return try tables.publish(kinds: ["commune"], years: 2026...2026).documents.map(\.file)
    }

    /// Every row that was recorded, but for its link: each register chains in its own way.
    private func register(of ports: Ports) throws -> NamedDocument {
        var (rows, number): ([String], Int64) = ([], 1)
        while let row = try ports.releases.figure(number) {
            rows.append(
                "\(row.number) \(row.policyID) \(row.set) \(row.usage) \(row.figure) \(row.period) \(row.edition) "
                    + "\(row.inputs) \(row.verdict) \(row.recordedAt) \(row.revisions) \(row.program)")
            number += 1
        }
        return NamedDocument(name: "register", bytes: Array(rows.joined(separator: "\n").utf8))
    }

    private func gaps(of ports: Ports) throws -> NamedDocument {
        let gaps = try DayGaps(day: PortsAloneTests.day, ports.ledger.known(), ports.measures, ports.catalogue)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return NamedDocument(name: "gaps", bytes: [UInt8](try encoder.encode(gaps.gaps)))
    }
}
