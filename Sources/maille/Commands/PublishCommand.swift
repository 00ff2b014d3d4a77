import ArgumentParser
import Disclosure
import Foundation
import Metering
import Services
import Store

struct PublishCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Write the figures of a day that the disclosure rules let out.",
        discussion: "Publishing a day again gives the same bytes; changed inputs make a new numbered edition.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var replay: ReplayOptions
    @Option(help: "The measured day.") var day: CivilDay
    @Option(help: "The disclosure policy.") var policy = PolicyLibrary.defaultID
    @Option(help: "Only the figures for one usage: public or restricted.") var usage: Usage?
    @Option(help: "The folder to write to.") var out: String
    @Option(
        help: ArgumentHelp(
            "The holder who receives the restricted figures, by the key of the point list: their points do not count.",
            valueName: "key"))
    var requester: String?
    @Option(help: "Days of the whole publication, where it has an end: curves may need fewer points then.")
    var publicationDays: Int?
    @Flag(help: "Let curves with filled gaps count, marked as estimates.") var estimate = false

    func run() throws {
        let data = try common.open()
        let rules = try PolicyLibrary(with: data).policy(policy)
        let publication = try DailyProvision(
            data, policy: rules, now: replay.instant, isEstimating: estimate,
            Circumstances(requester: requester, publicationDays: publicationDays)
        ).publish(day, usage: usage)
        try PublicationFolder(URL(filePath: out)).write(publication)
        try OpenPublications(data).keep(publication, policy: rules.id)
        let outcome = Outcome(publication, in: out)
        try Summary.give(outcome, asJSON: common.json, outcome.text)
    }

    struct Outcome: Encodable {
        let day: CivilDay
        let folder: String
        let manifest: String
        let uses: [Publication.UseSummary]
        let usefulness: [Usefulness]
        let remarks: [String]

        init(_ publication: Publication, in folder: String) {
            (day, self.folder, manifest) = (publication.day, folder, publication.manifest)
            (uses, usefulness) = (publication.uses, publication.usefulness)
            remarks = publication.remarks
        }

        var text: String {
            let table = UseTable(uses, usefulness).text
            return ([table, "\(day): written to \(folder), listed in \(manifest)."] + remarks).joined(separator: "\n")
        }
    }
}

/// The uses of a publication, for a person to read.
struct UseTable {
    let text: String

    init(_ uses: [Publication.UseSummary], _ usefulness: [Usefulness]) {
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

/// The folder that publications are written to: a file appears whole, and one that is there keeps its bytes.
struct PublicationFolder {
    private let url: URL

    /// A folder that holds another publication's file under the same name, of another policy or data directory.
    struct Occupied: Error, CustomStringConvertible {
        let file: String
        var description: String { "\(file) is there with other figures: give another --out" }
    }

    init(_ url: URL) { self.url = url }

    func write(_ publication: Publication) throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        let missing = try publication.documents.filter { document in
            guard let there = FileManager.default.contents(atPath: path(of: document).path) else { return true }
            guard there == Data(document.bytes) else { throw Occupied(file: path(of: document).path) }
            return false
        }
        for document in missing { try Data(document.bytes).write(to: path(of: document), options: .atomic) }
    }

    private func path(of document: Publication.Document) -> URL { url.appending(path: document.name) }
}
