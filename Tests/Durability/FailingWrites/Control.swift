import Access
import DirectoryKit
import EmbeddedStore
import Foundation
import GRDB
import Metering
import PortalKit
import Publication
import Store

/// Damages that must be noticed: what a lost, a half-applied or a misplaced row would leave. Without this the
/// comparison could be blind.
struct Control {
    private let trials: [Trial]

    init(_ trials: [Trial]) { self.trials = trials }

    private struct Damage: Sendable {
        let name: String
        let scenario: String
        let work: @Sendable (Street) throws -> Void
    }

    private static let damages = [
        Damage(name: "a lost segment", scenario: "import wide CSV") { street in
            let curves = try street.data.url.appending(path: "curves")
            for name in try FileManager.default.contentsOfDirectory(atPath: curves.path) {
                try FileManager.default.removeItem(at: curves.appending(path: name))
            }
        },
        Damage(name: "a value kept beside that is lost", scenario: "import outranked") { street in
            let pool = try DatabaseQueue(path: try street.data.url.appending(path: "maille.sqlite").path)
            try pool.write { try $0.execute(sql: "DELETE FROM block WHERE is_beside") }
        },
        Damage(name: "changes that are told no more", scenario: "import wide CSV") { street in
            let pool = try DatabaseQueue(path: try street.data.url.appending(path: "maille.sqlite").path)
            try pool.write { try $0.execute(sql: "DELETE FROM change_page") }
        },
        Damage(name: "an import of which nobody was told", scenario: "import R151") { street in
            try street.importFile("stray.csv", Files.wide([Street.homes[5]], Street.day, correction: 1))
        },
        Damage(name: "a published file cut off", scenario: "publication") { street in
            let files = try FileManager.default.contentsOfDirectory(atPath: street.out.path)
            guard let name = files.filter({ $0.contains("house") || $0.hasPrefix("use-") }).min() else { return }
            try Data().write(to: street.out.appending(path: name))
        },
        Damage(name: "a withdrawal undone", scenario: "grant") { street in
            guard let anna = try street.anna() else { return }
            let consent = try street.annasConsent()
            _ = try street.borough.consents.revoke(consent.consent, by: anna, now: street.borough.now)
        },
    ]

    /// The damages that went unnoticed.
    func unseen() throws -> [String] {
        try Control.damages.filter { damage in
            guard let trial = trials.first(where: { $0.scenario.name == damage.scenario }) else { return false }
            // A number that no step reaches: nothing fails, and the damage alone is to be seen.
            let outcome = try trial.run(Failure(number: .max, kind: .noSpace), damage: damage.work)
            return outcome.fault == nil
        }.map(\.name)
    }
}
