import Access
import Disclosure
import Foundation
import HTTPTypes
import Metering
import Publication
import Services
import Store
import Web

extension API {
    /// What was judged for publication to everybody: the figures that left, and those that were held back. Open to
    /// all; figures of restricted use are not here.
    enum Releases {
        private static let filters: [Parameter] = ["use", "set", "day", "cursor"]

        static let routes: [Route] = [
            Route(.get, "/api/v1/releases", for: .everyone, query: filters, reply: .open) { try list($0, held: false) },
            Route(.get, "/api/v1/releases/{release}", for: .everyone, query: [], reply: .open) {
                try one($0, "release", held: false)
            },
            Route(.get, "/api/v1/suppressions", for: .everyone, query: filters, reply: .open) {
                try list($0, held: true)
            },
            Route(.get, "/api/v1/suppressions/{suppression}", for: .everyone, query: [], reply: .open) {
                try one($0, "suppression", held: true)
            },
        ]

        /// The latest first.
        private static func list(_ call: Call, held: Bool) throws -> Answer {
            let day = try call.query.value("day", like: "2026-01-31", CivilDay.init(parameter:))
            let identifiers = try call.tenant.office.figureIdentifiers()
            let before = try Cursor(call).map { cursor throws(Problem) in
                guard let number = (try? identifiers.number(of: cursor.place)) ?? nil else { throw .badCursor }
                return number
            }
            let found = try told(call, held: held, sets: sets(call), on: day, before: before, identifiers)
            return ListPage(found, for: call) { $0.id }.answer(to: call)
        }

        /// A page and one more, without editions that say the same as the one before them.
        private static func told(
            _ call: Call, held: Bool, sets: [String]?, on day: CivilDay?, before: Int64?,
            _ identifiers: FigureIdentifiers
        ) throws -> [Entry] {
            var (entries, before, limit) = ([Entry](), before, Cursor.pageSize + 1)
            while limit > 0 {
                let found = try call.tenant.releases.list(
                    of: .public, sets: sets, on: day, held: held, before: before, limit: limit)
                entries += try found.compactMap { try Entry($0, call.tenant.releases, identifiers) }
                guard found.count == limit else { break }
                (before, limit) = (found.last?.number, Cursor.pageSize + 1 - entries.count)
            }
            return entries
        }

        /// Nil for all.
        private static func sets(_ call: Call) throws -> [String]? {
            let named = call.query["set"].map { [$0] }
            guard let use = call.query["use"] else { return named }
            let used = try call.tenant.catalogue.sets(call.known(at: nil)).filter { $0.useCase == use }.map(\.id)
            return named.map { $0.filter(used.contains) } ?? used
        }

        private static func one(_ call: Call, _ name: String, held: Bool) throws -> Answer {
            let identifiers = try call.tenant.office.figureIdentifiers()
            guard let number = try identifiers.number(of: call.parameter(name)),
                let recorded = try call.tenant.releases.figure(number), recorded.usage == Visibility.public.rawValue,
                let entry = try Entry(recorded, call.tenant.releases, identifiers), (entry.suppression != nil) == held,
                let explanation = try OpenExplanation(of: recorded, call.tenant.releases, identifiers)
            else { throw Problem.notFound }
            let alternative = entry.suppression.map { BilingualJSON(recorded.alternative(to: $0.rule)) }
            return Answer(json: Whole(entry: entry, explanation: explanation, alternative: alternative))

        }

        private struct Whole: Encodable {
            let entry: Entry
            let explanation: OpenExplanation
            /// What may lawfully be asked instead.
            let alternative: BilingualJSON?
        }

        private struct Entry: Encodable {
            /// `FigureIdentifiers`.
            let id: String
            let set: String
            let parts: [String]?
            let figure: String
            let from: CivilDay
            let to: CivilDay
            let edition: Int
            let policy: String
            let recordedAt: String
            let release: DisclosedFigure?
            let suppression: HeldFigure?
            let noisy: RecordedOutcome.Noisy?
            let explanation: String

            /// Nil for an edition that says the same as the one before it.
            init?(
                _ recorded: RecordedFigure, _ releases: any ReleaseRegister, _ identifiers: FigureIdentifiers
            ) throws {
                let told = recorded.edition > 1 ? try releases.toldEditions(upTo: recorded) : [recorded]
                guard told.last?.number == recorded.number else { return nil }
                id = try identifiers.identifier(of: recorded.number)
                (figure, edition) = (recorded.figure, told.count)
                let name = recorded.setName
                (set, parts) = (name.text, name.parts.isEmpty ? nil : name.parts)
                (from, to) = (recorded.period.lowerBound, recorded.period.upperBound)
                (policy, recordedAt) = (recorded.policyID, recorded.recordedAt.description)
                switch try recorded.outcome {
                case .released(let released): (release, suppression, noisy) = (released, nil, nil)
                case .held(let held): (release, suppression, noisy) = (nil, held, nil)
                case .noisy(let sum): (release, suppression, noisy) = (nil, nil, sum)
                }
                explanation = "/api/v1/\(suppression == nil ? "releases" : "suppressions")/\(id)"
            }
        }
    }
}

extension RecordedFigure {
    /// What may lawfully be asked where this was held back: from the rule alone, so that it says nothing of the
    /// points.
    fileprivate func alternative(to rule: String?) -> BilingualText {
        guard let rule = policy?.rules.first(where: { $0.id == rule }) else {
            return BilingualText(
                french: "Aucune règle de la politique ne parle d'un tel chiffre : demandez un total journalier.",
                english: "No rule of the policy speaks of such a figure: ask for a daily total.")
        }
        guard rule.consent == nil else {
            return BilingualText(
                french: "Demandez l'accord de chaque titulaire de l'ensemble.",
                english: "Ask every holder of the set for their agreement.")
        }
        let count = rule.minimumPoints
        return BilingualText(
            french: "Demandez un ensemble plus grand, d'au moins \(count) titulaires dont aucun ne domine, "
                + "ou une période plus longue.",
            english: "Ask for a larger set, of at least \(count) holders none of whom dominates, or a longer period.")
    }
}
