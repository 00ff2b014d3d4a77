import Access
import DirectoryKit
import EmbeddedStore
import Foundation
import Metering
import PortalKit
import Publication
import Store

/// Everything that can be seen of a street, one line for each fact: what was kept, by which import, what left, who may
/// read, which files there are.
enum Facts {
    static func all(of street: Street) throws -> Set<String> {
        let (borough, data) = (try street.borough, try street.data)
        var facts: Set<String> = []
        let entries = try data.ledger.entries()
        let names = Dictionary(uniqueKeysWithValues: entries.map { ($0.revision, $0.name) })
        for entry in entries {
            facts.insert("import \(entry.name) \(entry.isKept ? "kept" : "refused")")
            for (count, first) in try data.ledger.findings(of: entry.revision) {
                facts.insert("import \(entry.name) \(count) × \(first.rule.name)")
            }
        }
        try addCurves(data, names, to: &facts)
        try addBeside(data, names, to: &facts)
        try addReadings(data, names, to: &facts)
        try addChanges(data, names, to: &facts)
        try addKeys(below: data.url.appending(path: "keys"), to: &facts)
        for point in try data.catalogue.points(data.ledger.known()) { facts.insert("point \(point.id)") }
        for set in try data.catalogue.sets(data.ledger.known()) {
            let members = try data.catalogue.members(of: set.id, data.ledger.known()).members.flatMap(\.channels)
            let points = try members.map { try data.catalogue.channel($0)?.point.text ?? "nobody" }
            facts.insert("set \(set.id): \(points.sorted().joined(separator: " "))")
        }
        try addReleases(data, to: &facts)
        try addPeople(borough, to: &facts)
        for (folder, name) in [(street.out, "out"), (data.url.appending(path: "publications"), "publications")] {
            try addFiles(below: folder, name, to: &facts)
        }
        return facts
    }

    private static let days = Street.eve...Street.day

    private static func addCurves(
        _ data: DataDirectory, _ names: [Revision: String], to facts: inout Set<String>
    ) throws {
        try data.forEachDay(in: days, data.ledger.known()) { known in
            let (day, source) = (known.pointDay, names[known.revision] ?? "nobody")
            let values = day.curve.values.map(String.init).joined(separator: " ")
            facts.insert("curve \(day.channel) \(day.day) of \(source): \(values)")
        }
        try data.measures.forEachRevision(of: .all, in: days, after: nil, data.ledger.known()) {
            number, day, revision, _ in
            let channel = try data.catalogue.channel(number)?.description ?? "nobody"
            facts.insert("revision \(channel) \(day) of \(names[revision] ?? "nobody")")
        }
    }

    /// What does not count, and whose names points go by.
    private static func addBeside(
        _ data: DataDirectory, _ names: [Revision: String], to facts: inout Set<String>
    ) throws {
        for point in Street.everyHome {
            let channel = Channel(point: point)
            if let number = try data.catalogue.number(of: channel) {
                try data.measures.forEachBeside(of: number, in: days, data.ledger.known()) { day, revision, curve in
                    let values = curve.values.map(String.init).joined(separator: " ")
                    facts.insert("beside \(channel) \(day) of \(names[revision] ?? "nobody"): \(values)")
                }
            }
            for name in try data.catalogue.usagePoints(namedAs: point) { facts.insert("\(point) is \(name.id)") }
        }
    }

    /// Keys are random: what is seen is that each is whole.
    private static func addKeys(below folder: URL, to facts: inout Set<String>) throws {
        guard let paths = FileManager.default.enumerator(atPath: folder.path) else { return }
        for case let path as String in paths {
            let bytes = try? Data(contentsOf: folder.appending(path: path))
            switch URL(filePath: path).pathExtension {
            case "key": facts.insert("key \(path) \(bytes?.count == 32 ? "whole" : "damaged")")
            case "json":
                let isWhole = (try? JSONSerialization.jsonObject(with: bytes ?? Data())) != nil
                facts.insert("key \(path) \(isWhole ? "whole" : "damaged")")
            default: break
            }
        }
    }

    private static func addReadings(
        _ data: DataDirectory, _ names: [Revision: String], to facts: inout Set<String>
    ) throws {
        let instants = days.lowerBound.advanced(by: -10).start...days.upperBound.advanced(by: 10).start
        for point in Street.everyHome {
            for register in [Register.index(temporalClass: "BASE"), .dailyEnergy, .maximumPower] {
                let known = try data.readings(
                    of: Channel(point: point), register, in: instants, data.ledger.known())
                for reading in known {
                    let source = names[reading.revision] ?? "nobody"
                    facts.insert("\(register.name) \(point) \(reading.at) of \(source): \(reading.value)")
                }
            }
        }
    }

    /// What the feed says that each import changed.
    private static func addChanges(
        _ data: DataDirectory, _ names: [Revision: String], to facts: inout Set<String>
    ) throws {
        var numbers: [UInt32: String] = [:]
        for point in Street.everyHome {
            if let number = try data.catalogue.number(of: Channel(point: point)) { numbers[number] = point.text }
        }
        let around = days.lowerBound.advanced(by: -10)...days.upperBound.advanced(by: 10)
        try data.measures.forEachChange(of: .all, in: around, after: Revision(0), data.ledger.known()) {
            revision, range in
            for (number, point) in numbers where range.channels.contains(number) {
                for offset in 0..<range.days.count {
                    let day = range.days.lowerBound.advanced(by: offset)
                    facts.insert("changed \(point) \(day) by \(names[revision] ?? "nobody")")
                }
            }
        }
    }

    private static func addReleases(_ data: DataDirectory, to facts: inout Set<String>) throws {
        for usage in Visibility.allCases {
            for held in [false, true] {
                let releases = try data.releases.list(
                    of: usage, sets: nil, on: nil, held: held, before: nil, limit: 10_000)
                for release in releases {
                    let figure = "\(release.set) \(release.figure) \(release.period)"
                    facts.insert("release \(figure) e\(release.edition) \(release.verdict)")
                }
            }
        }
    }

    private static func addPeople(_ borough: Borough, to facts: inout Set<String>) throws {
        try borough.access.read(in: borough.keys.tenant) { store in
            for account in try store.records(Account.self) { facts.insert("account \(account.account)") }
            for occupancy in try store.records(Occupancy.self) {
                facts.insert("occupancy of \(occupancy.point)")
            }
            for header in try store.consentHeaders(to: borough.recipient) {
                let consent = try Consent(header.consent, folding: store.consentEvents(of: header.consent))
                facts.insert("consent of \(header.consent) is \(consent.state.rawValue)")
            }
            for erasure in try store.records(Erasure.self) { facts.insert("erased \(erasure.erased)") }
        }
    }

    private static func addFiles(below folder: URL, _ name: String, to facts: inout Set<String>) throws {
        guard let paths = FileManager.default.enumerator(atPath: folder.path) else { return }
        for case let path as String in paths {
            let file = folder.appending(path: path)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue,
                file.pathExtension != "partial"
            else { continue }
            facts.insert("file \(name)/\(path) \(Fingerprint.of(Array(try text(of: file).utf8)))")
        }
    }

    /// A manifest counts without the head of the register: a publication that is tried again after another import has
    /// another one.
    private static func text(of file: URL) throws -> String {
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        guard file.lastPathComponent.hasPrefix("manifest") else { return text }
        return text.replacing(/"register" : \{[^}]*\}/, with: "")
    }

    /// The numbers by which the store knows channels: never another's, never two of one.
    static func numbers(of street: Street) throws -> [String: UInt32] {
        var numbers: [String: UInt32] = [:]
        for point in Street.everyHome {
            numbers[point.text] = try street.data.catalogue.number(of: Channel(point: point))
        }
        return numbers
    }
}
