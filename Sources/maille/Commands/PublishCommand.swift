import Access
import ArgumentParser
import Disclosure
import EmbeddedStore
import Exchange
import Foundation
import Metering
import Publication
import Services
import Store

struct PublishCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Write the figures of a day that the disclosure rules let out.",
        discussion: """
            Publishing a day again gives the same bytes; changed inputs make a new numbered edition. Restricted figures \
            leave where an agreement covers their use on the measured day (maille agreements add); others wait. A use \
            waits, too, while too few of its points have energy, or it is unlike the weeks before: what leaves first \
            closes the day. Ends with 1 where a use waits, with 3 where all of them do.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var access: AccessOptions
    @OptionGroup var replay: ReplayOptions
    @Option(help: "The measured day.") var day: CivilDay
    @Option(help: "The disclosure policy.") var policy = PolicyLibrary.defaultID
    @Option(help: "Only the figures for one usage: public or restricted.") var usage: Visibility?
    @Option(help: "The folder to write to.") var out: String
    @Option(
        help: ArgumentHelp(
            "The holder who receives the restricted figures, by the key of the point list: their points do not count.",
            valueName: "key"))
    var requester: String?
    @Option(help: "Days of the whole publication, where it has an end: curves may need fewer points then.")
    var publicationDays: Int?
    @Flag(help: "Let curves with filled gaps count, marked as estimates, where nothing left of the day yet.")
    var estimate = false
    @Option(
        help: ArgumentHelp(
            "Let a use leave as it is that is not ready, and record why in one sentence, for you alone (repeat).",
            valueName: "use=why"))
    var approve: [Approval] = []
    @Flag(help: "Say on standard error what the guard held and why: it may tell of single households.")
    var reasons = false

    func run() throws {
        let data = try common.open()
        try data.require(.publishFigures)
        let rules = try data.policy(policy)
        var provision = data.dailyProvision(
            under: rules, now: replay.instant, isEstimating: estimate,
            Circumstances(requester: requester, publicationDays: publicationDays))
        provision.approvals = Dictionary(approve.map { ($0.use, $0.reason) }) { $1 }
        let console = Invocation.current.console
        if reasons { provision.watchHold = { console.say($0.description.visible + "\n") } }
        let publication = try provision.publish(day, for: usage)
        try DocumentFolder(URL(given: out)).keep(publication.documents.map(\.file))
        try data.openPublications.keep(publication, policy: rules.id)
        let count = try access.announce(publication, of: rules.id, from: data)
        let outcome = Outcome(publication, in: out, deliveries: count)
        try Summary.give(outcome, asJSON: common.json, outcome.text)
        if !outcome.waiting.isEmpty { throw ExitCode(1) }
    }

    /// A use, and why it may leave.
    struct Approval: ExpressibleByArgument {
        let use: String
        let reason: String

        init?(argument: String) {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { return nil }
            (use, reason) = (parts[0], parts[1])
        }
    }

    struct Outcome: Encodable {
        let day: CivilDay
        let folder: String
        let manifest: String
        let uses: [PublishedDocuments.UseSummary]
        let usefulness: [Usefulness]
        let remarks: [String]
        /// Uses that wait for an agreement, or are not ready.
        let waiting: [Waiting]
        /// Documents that were queued, once for each destination; nil where none was.
        let deliveries: Int?

        struct Waiting: Encodable {
            let use: String
            let usage: Visibility
            let day: CivilDay
            /// In words, with what to do.
            let text: String
        }

        init(_ publication: PublishedDocuments, in folder: String, deliveries count: Int) {
            deliveries = count > 0 ? count : nil
            (day, self.folder, manifest) = (publication.day, folder, publication.manifest)
            (uses, usefulness) = (publication.uses, publication.usefulness)
            remarks = publication.remarks
            waiting = publication.waiting.map {
                Waiting(use: $0.use, usage: $0.visibility, day: $0.day, text: $0.description)
            }
        }

        var text: String {
            let table = UseTable(uses, usefulness).text
            let written = "\(day): written to \(folder), listed in \(manifest)."
            let queued = deliveries.map { ["\($0.grouped) documents wait to be delivered: maille deliveries list."] }
            return ([table, written] + (queued ?? []) + remarks + waiting.map(\.text)).joined(separator: "\n")
        }
    }
}

/// The uses of a publication, for a person to read.
struct UseTable {
    let text: String

    init(_ uses: [PublishedDocuments.UseSummary], _ usefulness: [Usefulness]) {
        var table = TextTable(
            ["use", "usage", "released", "held back", "with alternative", "of the lawful", "file"],
            alignRight: [2, 3, 4, 5])
        for (use, useful) in zip(uses, usefulness) {
            table.add([
                use.use, use.usage.rawValue, use.released.grouped, use.suppressed.grouped, use.alternatives.grouped,
                useful.text, use.file,
            ])
        }
        text = table.text
    }
}

extension Usefulness {
    /// How many of the figures that thresholds alone allow leave, or have something in their place.
    fileprivate var text: String {
        allowed == 0 ? "–" : "\(left.grouped) + \(alternative.grouped) of \(allowed.grouped): \(Int(percent)) %"
    }
}
