import Access
import DirectoryKit
import Disclosure
import EmbeddedStore
import Foundation
import Logging
import Metering
import PortalKit
import Services
import Store
import Synchronization
import TestKit

@testable import Web

/// A tenant with a published day, destinations, and a transport that takes, refuses or hangs.
final class DeliveringTenant: Sendable {
    static let policy = PolicyLibrary.defaultID
    static let recipient = "Test recipient"

    let folder: TemporaryFolder
    let borough: Borough
    let portal: Portal
    let transport = TestTransport()
    private let clock: Clock

    var tenant: Tenant { borough.tenant }
    var now: Instant { clock.now }

    init() throws {
        folder = try TemporaryFolder()
        borough = try Borough(folder.url.appending(path: "data"), key: .random())
        try borough.fill()
        let clock = Clock()
        self.clock = clock
        portal = Portal(
            try Tenants([borough.tenant]), [], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            clock: { clock.now })
    }

    private final class Clock: Sendable {
        private let seconds = Mutex<Int64>(Borough.correctedAt.secondsSinceEpoch)
        var now: Instant { Instant(secondsSinceEpoch: seconds.withLock { $0 }) }
        func advance(_ count: Int) { seconds.withLock { $0 += Int64(count) } }
    }

    func wait(seconds: Int) { clock.advance(seconds) }

    func turn() async { await OutboxService(portal, [DeliverySender(transport: transport)]).turn(tenant) }

    @discardableResult
    func add(
        _ name: String, for recipient: String? = nil, from: CivilDay = Borough.published,
        policy: String = DeliveringTenant.policy, secret: String? = nil
    ) throws -> Int {
        let way = DeliveryWay.put(try HTTPSPlace("https://in.example/maille"), user: nil)
        return try tenant.deliveries.add(
            Destination.Draft(
                name: name, way: way, recipient: recipient, policy: policy, from: from, secret: secret),
            by: .machine, now: now)
    }

    func publish() throws -> PublishedDocuments {
        let rules = try PolicyLibrary().policy(DeliveringTenant.policy)
        let published = try DailyProvision(borough.data, policy: rules, now: now).publish(Borough.published)
        try borough.data.openPublications.keep(published, policy: rules.id)
        return published
    }

    func announce() throws -> Int { try tenant.deliveries.announce(publish(), of: DeliveringTenant.policy, now: now) }

    /// Files that change what every home of the day used.
    func correct() throws {
        try borough.keep("late", at: now) { session in
            for number in 1...120 {
                let point = PointID("\(14_500_000_000_000 + number)")
                try session.keep(borough.pointDay(point, Borough.published, watts: Int32(5_000 + number)))
            }
        }
    }

    func report(_ name: String) throws -> DeliveryReport { try tenant.deliveries.report(of: name)[0] }

    func held() throws -> [HeldDocument] { try tenant.access.read(in: tenant.id) { try $0.records(HeldDocument.self) } }

    func log() throws -> [AuditFacts] {
        var facts: [AuditFacts] = []
        try tenant.access.read(in: tenant.id) { try $0.forEachAuditEntry { facts += [$0.facts].compactMap { $0 } } }
        return facts
    }
}
