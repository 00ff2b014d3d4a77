import ArgumentParser
import EmbeddedStore
import Foundation
import Metering
import Services
import Store

struct CurveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "curve", abstract: "Give one point's load curve.",
        discussion: "Days are civil days in Paris, both included. Missing intervals stay, with their reason.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The point's identifier.") var point: String
    @Option(help: "First day.") var from: CivilDay
    @Option(help: "Last day.") var to: CivilDay
    @Option(help: "As it was known at this moment (ISO 8601 with zone, or a date).") var knownAt: Instant?
    @Option(help: "csv or json.") var format = Format.csv
    @Option(help: "electricity, gas, water, heat or cold.") var carrier = Carrier.electricity
    @Option(help: "extraction, injection or production.") var direction = Direction.extraction
    @Flag(help: "Fill gaps with estimates, marked as such.") var estimate = false

    @Flag(
        help: """
            Give the values and readings that do not count, since better ones are known, with the import that brought \
            them.
            """)
    var beside = false

    enum Format: String, ExpressibleByArgument, CaseIterable { case csv, json }

    func validate() throws {
        guard from <= to else { throw ValidationError("--from is after --to") }
        guard !beside || !estimate else {
            throw ValidationError("--beside gives what was stated: without --estimate")
        }
    }

    private struct Document: Encodable {
        let point: PointID
        let carrier: Carrier
        let direction: Direction
        let intervals: [CurveReading.Interval]
    }

    func run() throws {
        let channel = Channel(point: PointID(point, of: carrier), carrier: carrier, direction: direction)
        if beside { return try giveBeside(channel) }
        let data = try common.openPresent()
        let reading = try CurveReading(
            of: channel, in: from...to, known(data), data.measures, data.catalogue, isEstimating: estimate)
        guard !reading.days.isEmpty else {
            let moment = knownAt.map { ", as of \($0)" } ?? ""
            let found = try CurvelessPeriod(of: channel, in: from...to, known(data), data.measures, data.catalogue)
            throw NoCurve(period: "\(channel) from \(from) to \(to)\(moment)", findings: found.findings)
        }
        if common.json || format == .json {
            let document = Document(
                point: channel.point, carrier: carrier, direction: direction, intervals: reading.intervals)
            try Summary.give(document, asJSON: true, "")
        } else {
            Results.write(reading.csv)
        }
    }

    private func known(_ data: DataDirectory) throws -> Known {
        try knownAt.map(data.ledger.known(at:)) ?? data.ledger.known()
    }

    private func giveBeside(_ channel: Channel) throws {
        let data = try common.openPresent()
        guard try data.catalogue.number(of: channel) != nil else { throw StoreError.unknownPoint("\(channel)") }
        let reading = try BesideReading(
            of: channel, in: from...to, known(data), data.measures, data.catalogue)
        if common.json || format == .json {
            try Summary.give(reading.statements, asJSON: true, "")
        } else {
            Results.write(reading.csv)
        }
    }
}

/// There is no curve; what there is instead.
struct NoCurve: Error, CustomStringConvertible {
    let period: String
    let findings: [String]

    var description: String {
        if findings.isEmpty { return "\(StoreError.unknownPoint(period))" }
        return "no load curve of \(period). There is: \(findings.joined(separator: "; "))"
    }
}
