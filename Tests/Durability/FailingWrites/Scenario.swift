import Access
import DirectoryKit
import Disclosure
import EmbeddedStore
import Foundation
import Metering
import PortalKit
import Publication
import Store
import Web

/// One step of the work in which each call is let fail.
struct Scenario: Sendable {
    let name: String
    /// Done to the beginning, without failures, once.
    var prepare: @Sendable (Street) throws -> Void = { _ in }
    let step: @Sendable (Street) throws -> Void
    /// How the step is tried again; nil: as before.
    var again: (@Sendable (Street) throws -> Void)?
    /// Whether a step that failed has left nothing: else some of its facts may be there.
    var isWhole = true

    func retry(_ street: Street) throws { try (again ?? step)(street) }

    private static let (homes, newHomes, day) = (Street.homes, Street.newHomes, Street.day)
    /// Some known points, some new ones.
    private static let mixed = Array(homes.prefix(3) + newHomes)

    private static func importing(
        _ name: String, _ file: String, prepare: @escaping @Sendable (Street) throws -> Void = { _ in },
        _ bytes: @escaping @Sendable () throws -> [UInt8]
    ) -> Scenario {
        Scenario(name: name, prepare: prepare, step: { try $0.importFile(file, bytes()) })
    }

    static let all: [Scenario] = imports + upkeep + publications + people

    // MARK: Imports

    private static let imports: [Scenario] = [
        importing("import wide CSV", "wide.csv") { Files.wide(mixed, day, correction: 7) },
        importing("import long CSV", "long.csv") { Files.long(mixed, day, correction: 7) },
        importing("import R50", "R50.xml") { Files.r50(mixed, day, correction: 7) },
        importing("import R151", "R151.xml") { Files.r151(mixed, [Street.eve, day]) },
        importing("import zip", "both.zip") { try Files.zip(mixed, day, correction: 7) },
        importing("import over months", "wide.csv", prepare: compact) { Files.wide(mixed, day, correction: 7) },
        importing(
            "import outranked", "raw.csv",
            prepare: { try $0.importFile("corrected.csv", Files.corrected(Array(homes.prefix(3)), day)) }
        ) { Files.long(mixed, day, correction: 7) },
        Scenario(
            name: "import Green Button",
            step: { try $0.importFile("usage.xml", Files.greenButton(newHomes[0], day), of: newHomes[0]) }),
        Scenario(
            name: "refused file",
            step: { street in
                do {
                    try street.importFile("cut.xml", Files.cut(mixed, day))
                } catch is Street.Refused {
                    return
                }
                throw Borough.Unexpected()
            }),
        Scenario(
            name: "two imports",
            step: { street in
                // The first is tried once, as by an operator who does not look: the second must not suffer from it.
                let first = Result { try street.importFile("first.csv", Files.wide(mixed, day, correction: 7)) }
                try street.importFile("second.csv", Files.wide(Array(homes.suffix(2)), day, correction: 9))
                street.promised.insert("import second.csv kept")
                try first.get()
            }, isWhole: false),
    ]

    // MARK: Upkeep

    @Sendable private static func compact(_ street: Street) throws {
        _ = try street.data.compact(before: nil) { _, _, _ in }
    }

    private static let upkeep: [Scenario] = [
        Scenario(name: "compaction", step: compact),
        Scenario(
            name: "start after a crash",
            prepare: { street in
                let session = try street.data.ledger.begin(name: "crashed", now: street.borough.now)
                for point in mixed { try session.keep(Files.curve(point, day, correction: 3)) }
                for point in newHomes { try session.keep(MeteringPoint(id: point)) }
                _ = try session.seal()
            },
            step: { street in
                street.close()
                try street.open()
            }),
        Scenario(
            name: "upload",
            step: { street in
                let (borough, bytes) = (try street.borough, Files.r50(mixed, day, correction: 7))
                let file = try street.file("sent", bytes)
                let job = try borough.tenant.takeUpload(file, named: "upload.xml", now: borough.now)
                try street.runJobs()
                guard try borough.tenant.state(ofJob: job) == "done" else { throw Street.Refused(reason: notDone) }
            }),
    ]

    private static let notDone = "the upload did not end well: send the file again"

    // MARK: Publications

    private static let publications = [
        Scenario(name: "publication", step: { try $0.publish(day) }, isWhole: false),
        Scenario(
            name: "secret keys",
            step: { street in
                guard let domain = PseudonymDomain(recipient: "a", purpose: "heat", contract: "1") else { return }
                _ = try street.data.keys.noise(for: "a sum")
                _ = try street.data.keys.pseudonyms(domain, now: street.borough.now)
            }, isWhole: false),
    ]

    // MARK: People

    private static let people: [Scenario] = [
        Scenario(
            name: "grant",
            step: { street in
                let entry = try street.read("power").ticket.entry
                street.promised.insert("entry \(entry)")
            }),
        Scenario(
            name: "withdrawal",
            step: { street in
                let (borough, consent) = (try street.borough, try street.annasConsent())
                guard consent.state != .revoked, let anna = try street.anna() else { return }
                _ = try borough.consents.revoke(consent.consent, by: anna, now: borough.now)
            }),
        Scenario(
            name: "erasure",
            step: { street in
                let leaving = try street.leaving ?? street.person()
                street.leaving = leaving
                guard try street.borough.tenant.erase(leaving.account, by: .machine, now: street.borough.now) else {
                    throw Borough.Unexpected()
                }
                street.erased = leaving.keys
            }),
    ]
}
