import Exchange
import Metering
import TestKit
import Testing

@Suite("A Green Button document, by the published schemas", .enabled(if: ESPISchema.isPresent))
struct GreenButtonSchemaTests {
    private static let versions = ESPISchema.versions

    private static func days(_ count: Int, _ channel: Channel, _ step: Step, _ unit: Unit, missing: Int) -> [PointDay] {
        var generator = SeededGenerator(seed: UInt64(count))
        return (0..<count).map {
            GreenButtonSample.day(
                channel, CivilDay(daysSinceEpoch: 20_454).advanced(by: $0), step, unit, missing: missing,
                by: &generator)
        }
    }

    private static let point = PointID("09111642617347")

    private static let feeds: [(shape: String, document: [UInt8])] = {
        let electricity = Channel(point: point)
        let injection = Channel(point: point, direction: .injection)
        return [
            ("no curve", GreenButtonSample.document([])),
            ("a day", GreenButtonSample.document(days(1, electricity, .minutes30, .watt, missing: 1_000))),
            ("a year", GreenButtonSample.document(days(365, electricity, .minutes30, .watt, missing: 1_000))),
            ("gaps", GreenButtonSample.document(days(5, electricity, .minutes15, .watt, missing: 2))),
            ("ten minutes", GreenButtonSample.document(days(2, electricity, .minutes10, .watt, missing: 10))),
            (
                "both directions",
                GreenButtonSample.document(
                    days(3, electricity, .hour, .wattHour, missing: 9)
                        + days(3, injection, .minutes30, .wattHour, missing: 9))
            ),
            (
                "gas",
                GreenButtonSample.document(days(3, Channel(point: point, carrier: .gas), .hour, .wattHour, missing: 9))
            ),
            (
                "water",
                GreenButtonSample.document(days(3, Channel(point: point, carrier: .water), .hour, .litre, missing: 9))
            ),
            (
                "water of hours and half-hours",
                GreenButtonSample.document(
                    days(3, Channel(point: point, carrier: .water), .minutes30, .litrePerHour, missing: 9))
            ),
            (
                "water of hours and ten minutes",
                GreenButtonSample.document(
                    days(3, Channel(point: point, carrier: .water), .minutes10, .litrePerHour, missing: 9))
            ),
            (
                "cold",
                GreenButtonSample.document(days(3, Channel(point: point, carrier: .cold), .hour, .watt, missing: 9))
            ),
            ("two points", twoPoints()),
            ("a list of authorizations", authorizations()),
        ]
    }()

    private static func twoPoints() -> [UInt8] {
        var writer = GreenButtonWriter(
            .batch(ofBulk: "1 & 2"), title: "<all> \"points\"", at: GreenButtonSample.base,
            updated: GreenButtonSample.updated)
        for carrier in [Carrier.electricity, .gas] {
            writer.open(GreenButtonSample.usagePoint(carrier, "point/\"\(carrier.rawValue)\" é"))
            for day in days(2, Channel(point: point, carrier: carrier), .minutes30, .wattHour, missing: 9) {
                writer.append(day, updated: day.day.end)
            }
        }
        return writer.finish()
    }

    private static func authorization(_ status: ESPIAuthorization.Status = .active) -> ESPIAuthorization {
        let now = GreenButtonSample.updated
        return ESPIAuthorization(
            id: "a7", status: status, authorizedPeriod: now..<now.advanced(minutes: 525_600),
            publishedPeriod: Instant(secondsSinceEpoch: 0)..<now, tokenEnd: now.advanced(minutes: 10),
            scope: "FB=4_5_15;IntervalDuration=1800;BlockDuration=daily;HistoryLength=94608000",
            of: GreenButtonSample.batch, at: GreenButtonSample.base)
    }

    private static func authorizations() -> [UInt8] {
        var feed = AtomFeed(
            .all("Authorization"), title: "Authorizations", at: GreenButtonSample.base,
            updated: GreenButtonSample.updated)
        feed.append(authorization())
        return feed.finish()
    }

    private static func application(name: String) -> ESPIApplication {
        ESPIApplication(
            id: "12", clientID: "client-12", clientName: name, status: .production,
            notificationAddress: "https://third.example/espi/1_1/Notification",
            redirects: ["https://third.example/callback", "https://third.example/other?a=1&b=2"],
            softwareID: "heat-advice", softwareVersion: "1.2", registered: GreenButtonSample.updated,
            scopes: ["FB=4_5_15", "FB=36_40"], bulk: name.isEmpty ? nil : "1", custodian: "Métropole",
            endpoints: .init(
                authorization: "https://maille.example/oauth/authorize", token: "https://maille.example/oauth/token",
                registration: name.isEmpty ? nil : "https://maille.example/oauth/register"),
            at: GreenButtonSample.base)
    }

    private static func entry(_ resource: some ESPIResource) -> [UInt8] {
        ESPIDocument.entry(resource, at: GreenButtonSample.base, updated: GreenButtonSample.updated)
    }

    private static let documents: [(shape: String, document: [UInt8])] = {
        let kind = ReadingKind(carrier: .electricity, direction: .injection, unit: .watt, step: .minutes30)
        let usagePoint = GreenButtonSample.usagePoint()
        let day = days(1, Channel(point: point), .minutes30, .watt, missing: 5)[0]
        return [
            ("a usage point", entry(usagePoint)),
            ("Paris time", entry(ESPIParisTime())),
            ("a meter reading", entry(ESPIMeterReading(kind, at: usagePoint.path))),
            ("a reading type", entry(ESPIReadingType(kind))),
            ("a block", entry(ESPIIntervalBlock(day, at: usagePoint.path))),
            ("an authorization", entry(authorization())),
            ("a revoked authorization", entry(authorization(.revoked))),
            (
                "an application",
                entry(application(name: "Conseil <chaleur> & \u{1}\u{FFFE}" + String(repeating: "é", count: 300)))
            ),
            ("an application that says little", entry(application(name: ""))),
            (
                "a notification",
                ESPIDocument.batchList(["https://maille.example/a?b=1&c=2", GreenButtonSample.base.address])
            ),
            ("a notification of nothing", ESPIDocument.batchList([])),
            ("a service status", ESPIDocument.serviceStatus(isNormal: false)),
        ]
    }()

    @Test("is valid, whatever it holds", arguments: feeds + documents, versions)
    func isValid(feed: (shape: String, document: [UInt8]), version: String) throws {
        #expect(try ESPISchema.fault(in: feed.document, version: version) == nil, "\(feed.shape)")
    }

    @Test("would not be, were it as other issuers write it", arguments: versions)
    func otherIssuers(version: String) throws {
        let fault = try ESPISchema.fault(in: SharedData.bytes("green-button/eddie/Batch.xml"), version: version)
        #expect(fault?.contains("ServiceDeliveryPoint") ?? false)
    }
}
