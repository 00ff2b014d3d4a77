import ArgumentParser
import EmbeddedStore
import Foundation
import Metering
import Store

extension DefaultStringInterpolation {
    /// `1500` as `1.5`.
    fileprivate mutating func appendInterpolation(thousandths: Int) {
        let rest = String(thousandths % 1_000 + 1_000).dropFirst().reversed().drop { $0 == "0" }.reversed()
        appendLiteral("\(thousandths / 1_000)" + (rest.isEmpty ? "" : "." + String(rest)))
    }
}

struct PointsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "points", abstract: "Metering points: what is known of them.",
        subcommands: [Import.self, List.self, Show.self])

    @OptionGroup var common: CommonOptions

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read a list of points (CSV), a C15 or a C68.")

        @ParentCommand var parent: PointsCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var replay: ReplayOptions
        @Argument(help: "The file.") var file: String

        func run() throws { try FileImport.run([file], own.under(parent.common), replay) }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the points.")

        @ParentCommand var parent: PointsCommand
        @OptionGroup var own: CommonOptions

        func run() throws {
            let options = own.under(parent.common)
            let data = try options.openPresent()
            let points = try data.catalogue.points(data.ledger.known())
            if options.json { return try Summary.give(points, asJSON: true, "") }
            var table = TextTable(
                ["point", "carrier", "directions", "segment", "kVA", "commune", "since"], alignRight: [4])
            for point in points {
                table.add([
                    point.id.text, point.carrier.rawValue,
                    point.directions.map(\.rawValue).sorted().joined(separator: "+"),
                    point.segment ?? "", point.subscribedPower.map { "\(thousandths: Int($0.watts))" } ?? "",
                    point.commune ?? "", point.inServiceSince?.description ?? "",
                ])
            }
            Results.say(table.text)
            Results.say("\(points.count.counted("point")).")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one point.")

        @ParentCommand var parent: PointsCommand
        @OptionGroup var own: CommonOptions
        @Argument(help: "The point's identifier in full: a PCE as pce:01234567890123.") var point: String

        func run() throws {
            let options = own.under(parent.common)
            let data = try options.openPresent()
            let known = data.ledger.known()
            guard let found = try data.catalogue.point(PointID(point), known) else {
                let channels = Carrier.allCases.flatMap { carrier in
                    Direction.allCases.map { Channel(point: PointID(point), carrier: carrier, direction: $0) }
                }
                let kept = try channels.filter { try data.catalogue.number(of: $0) != nil }
                throw UnlistedPoint(point: point, kept: kept.map { "\($0.carrier.rawValue) \($0.direction.rawValue)" })
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            Results.say(String(decoding: try encoder.encode(found), as: UTF8.self))
        }
    }
}

/// A point that no list describes; what is kept of it nevertheless.
private struct UnlistedPoint: Error, CustomStringConvertible {
    let point: String
    let kept: [String]

    var description: String {
        if kept.isEmpty { return "\(StoreError.unlistedPoint(point))" }
        return "no point list describes \(point), of which \(kept.joined(separator: ", ")) is kept "
            + "(maille curve, maille readings): import a list with maille points import"
    }
}
