import Access
import ArgumentParser
import EmbeddedStore
import Foundation
import Metering
import Store

/// Prints the letters whose codes link residents to their points.
struct LettersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "letters", abstract: "Print letters with the codes that link residents to their points.",
        discussion: "A code is shown here once; the store keeps its digest. A new letter ends the point's earlier one.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: AccessOptions
    @OptionGroup var replay: ReplayOptions
    @Option(help: ArgumentHelp("The first day of the new holder.", valueName: "day")) var from: CivilDay
    @Argument(help: "The points, in full: a PCE as pce:01234567890123.") var points: [String]

    private struct Letter: Encodable {
        let point: PointID
        let code: String
        let from: CivilDay
        let expires: String
    }

    func run() throws {
        let directory = try common.open()
        try directory.require(.collectConsents)
        for point in points where try directory.catalogue.point(PointID(point), directory.ledger.known()) == nil {
            throw StoreError.unlistedPoint(point)
        }
        let (access, keys) = try options.open(directory)
        let occupancies = Occupancies(access, keys)
        let now = replay.instant
        let expires = CivilDay(containing: now).advanced(by: ActivationCode.lifetimeDays)
        let letters = try points.map { point in
            let code = try occupancies.issueActivationLetter(for: PointID(point), from: from, by: .invoker, now: now)
            return Letter(point: PointID(point), code: code, from: from, expires: expires.description)
        }
        if common.json { return try Summary.give(letters, asJSON: true, "") }
        for letter in letters {
            Results.say(
                """
                Point \(letter.point)

                Votre code d'activation : \(letter.code)
                Il relie votre compte à ce point à partir du \(letter.from). Il sert une fois, jusqu'au \(letter.expires).

                Your activation code: \(letter.code)
                It links your account to this point from \(letter.from) on. It counts once, until \(letter.expires).
                \u{c}
                """)
        }
    }
}
