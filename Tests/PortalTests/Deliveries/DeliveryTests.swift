import Access
import EmbeddedStore
import Foundation
import Metering
import PortalKit
import Services
import Store
import TestKit
import Testing

@testable import Web

@Suite(.fewAtOnce)
struct DeliveryTests {
    @Test func `Each document leaves once to each destination that may have it, with a receipt`() async throws {
        let town = try DeliveringTenant()
        try town.add("open")
        try town.add("city", for: DeliveringTenant.recipient)
        #expect(try town.announce() == 2)
        await town.turn()
        let public1 = ["use-4a_public_2026-11-01_e1.csv", "use-4a_public_2026-11-01_e1.json"]
        #expect(town.transport.files(to: "open") == public1)
        #expect(town.transport.files(to: "city") == public1.map { $0.replacing("4a_public", with: "2a_restricted") })
        let receipts = try town.report("open").receipts
        #expect(receipts.map(\.file).sorted() == public1 && receipts.allSatisfy { $0.tries == 1 })
        let sent = try #require(town.transport.taken.first { $0.document.file == public1[0] })
        #expect(receipts.first { $0.file == public1[0] }?.sha256 == Fingerprint.of(sent.bytes))
        #expect(try town.announce() == 0)
        await town.turn()
        #expect(town.transport.taken.count == 4)
    }

    @Test func `Two documents are never one dataset, whatever the letters of their names`() {
        let names = ["use-a_public", "use-A_public", "use-é_public", "use-.public", "use--public"]
        let identifiers = names.map(DataFairTransport.identifier)
        #expect(Set(identifiers).count == names.count && identifiers[0] == names[0])
        #expect(identifiers.allSatisfy { $0.wholeMatch(of: /[a-z0-9_-]+/) != nil })
    }

    @Test func `A new edition is sent again, after the one before`() async throws {
        let town = try DeliveringTenant()
        try town.add("open")
        town.transport.refuse("open", with: .refused(status: 413))
        await town.turn()
        try town.correct()
        #expect(try town.announce() == 2)
        // The first edition is not due yet.
        town.transport.refuse("open", with: nil)
        await town.turn()
        #expect(town.transport.taken.isEmpty)
        let waits = try town.report("open").waiting.filter { $0.document.edition == 2 }
        #expect(waits.map(\.fault) == Array(repeating: DeliveryFault.behind(edition: 1).description, count: 2))
        town.wait(seconds: 60)
        await town.turn()
        await town.turn()
        #expect(
            town.transport.files(to: "open").filter { $0.hasSuffix("csv") }
                == ["use-4a_public_2026-11-01_e1.csv", "use-4a_public_2026-11-01_e2.csv"])
        #expect(try town.report("open").waiting.isEmpty)
    }

    @Test func `A restricted document is refused by name where its agreement ended before it left`() async throws {
        let town = try DeliveringTenant()
        try town.add("city", for: DeliveringTenant.recipient)
        #expect(try town.announce() == 2)
        try town.borough.data.releases.endAgreement(1, after: Borough.published.advanced(by: -1), now: town.now)
        await town.turn()
        #expect(town.transport.taken.isEmpty && town.transport.tries == 0)
        let report = try town.report("city")
        let fault = DeliveryFault.notCovered(recipient: DeliveringTenant.recipient, use: "2a", day: Borough.published)
        #expect(report.waiting.isEmpty && report.givenUp.map(\.fault) == [fault.description, fault.description])
        #expect(report.givenUp.allSatisfy { $0.owner.hasPrefix("city use-2a_restricted_2026-11-01_e1") })
        #expect(try town.held().isEmpty)
        #expect(try town.announce() == 0)
    }

    @Test func `A restricted document is for its own recipient alone`() async throws {
        let town = try DeliveringTenant()
        let other = try UseAgreement(
            recipient: "Other", uses: ["9"], basis: "contract", from: Borough.published)
        _ = try town.borough.data.releases.add(other, now: town.now)
        try town.add("other", for: "Other")
        // Covered from now on, but no document of the day names it.
        let late = try UseAgreement(recipient: "Late", uses: ["2a"], basis: "contract", from: Borough.published)
        let published = try town.publish()
        _ = try town.borough.data.releases.add(late, now: town.now)
        try town.add("late", for: "Late")
        #expect(try town.tenant.deliveries.announce(published, of: DeliveringTenant.policy, now: town.now) == 0)
        await town.turn()
        #expect(town.transport.tries == 0)
    }

    @Test func `Restricted bytes wait sealed, and go with the last delivery of them`() async throws {
        let town = try DeliveringTenant()
        for name in ["city", "twin"] { try town.add(name, for: DeliveringTenant.recipient) }
        town.transport.refuse("twin", with: .noAnswer)
        #expect(try town.announce() == 4)
        let held = try town.held()
        #expect(held.count == 2)
        for record in held {
            #expect(!String(decoding: try JSONEncoder().encode(record), as: UTF8.self).contains("house"))
        }
        await town.turn()
        #expect(try town.held() == held)
        town.transport.refuse("twin", with: nil)
        town.wait(seconds: 60)
        await town.turn()
        #expect(town.transport.files(to: "twin").count == 2)
        #expect(try town.held().isEmpty)
        #expect(try town.log().filter { $0.action == .documentDelivered }.count == 4)
    }

    @Test func `A server that ends before an acknowledgement was kept sends the same bytes under the same name`()
        async throws
    {
        let town = try DeliveringTenant()
        try town.add("open")
        // Taken from the outbox, and taken by the destination: then the process ended.
        let outbox = Outbox<Delivery>(tenant: town.tenant)
        let taken = try outbox.take(upTo: 1_000, now: town.now).batches
        for delivery in taken.joined() {
            let outgoing = try OutgoingDocument(delivery, of: town.tenant)
            try await town.transport.send(try #require(outgoing))
        }
        await town.turn()
        #expect(town.transport.taken.count == 2)
        town.wait(seconds: 60)
        await town.turn()
        #expect(town.transport.taken.count == 4)
        for file in Set(town.transport.files(to: "open")) {
            #expect(Set(town.transport.taken.filter { $0.document.file == file }.map(\.bytes)).count == 1)
        }
        #expect(try town.report("open").receipts.count == 2)
    }

    @Test func `A destination that does not answer is tried once a turn, and delays no other`() async throws {
        let town = try DeliveringTenant()
        try town.add("dead")
        try town.add("open")
        town.transport.hang("dead", until: 2)
        await town.turn()
        #expect(town.transport.files(to: "open").count == 2)
        let waiting = try town.report("dead").waiting
        #expect(waiting.map(\.fault) == Array(repeating: DeliveryFault.noAnswer.description, count: 2))
        #expect(waiting.map(\.tries) == [1, 1] && town.transport.tries == 3)
    }

    @Test func `A slow destination has a turn's patience, and goes on in the next turn`() async throws {
        let town = try DeliveringTenant()
        try town.add("open")
        let service = OutboxService(
            town.portal, [DeliverySender(transport: town.transport, patience: .zero)])
        await service.turn(town.tenant)
        #expect(town.transport.taken.count == 1)
        #expect(try town.report("open").waiting.map(\.due) == [town.now])
        await service.turn(town.tenant)
        #expect(town.transport.taken.count == 2)
    }

    @Test func `What is not taken for a week is given up, and public documents can be queued again`() async throws {
        let town = try DeliveringTenant()
        try town.add("open")
        town.transport.refuse("open", with: .refused(status: 500))
        for _ in 0..<60 {
            await town.turn()
            if let next = try town.report("open").waiting.first?.due {
                town.wait(seconds: max(0, Int(next.seconds(since: town.now))))
            }
        }
        let report = try town.report("open")
        #expect(report.waiting.isEmpty && report.givenUp.count == 2)
        #expect(report.givenUp.allSatisfy { $0.fault == "the destination answered with 500" && $0.tries > 25 })
        town.transport.refuse("open", with: nil)
        #expect(try town.tenant.deliveries.retry("open", now: town.now) == 2)
        await town.turn()
        #expect(town.transport.taken.count == 2)
    }

    @Test func `A new destination gets what is published already from its first day on, and nothing before`() throws {
        let town = try DeliveringTenant()
        #expect(try town.add("open") == 2)
        #expect(try town.add("later", from: Borough.published.advanced(by: 1)) == 0)
        #expect(try town.add("tables", policy: "code-energie-d111-53") == 0)
    }

    @Test func `A document whose bytes changed on the disk is not sent`() async throws {
        let town = try DeliveringTenant()
        try town.add("open")
        let file = "publications/\(DeliveringTenant.policy)/use-4a_public_2026-11-01_e1.csv"
        try Data("mine".utf8).write(to: town.borough.data.url.appending(path: file))
        await town.turn()
        #expect(town.transport.files(to: "open") == ["use-4a_public_2026-11-01_e1.json"])
        #expect(try town.report("open").givenUp.map(\.fault) == [DeliveryFault.changed.description])
    }

    @Test func `A destination that is removed leaves neither secret nor document behind`() throws {
        let town = try DeliveringTenant()
        try town.add("city", for: DeliveringTenant.recipient, secret: "s3cret-token")
        #expect(try town.announce() == 2)
        try town.tenant.deliveries.remove("city", by: .machine, now: town.now)
        #expect(try town.held().isEmpty)
        #expect(throws: DestinationFault.unknown("city")) { try town.report("city") }
        #expect(try town.log().map(\.action).suffix(2) == [.destinationAdded, .destinationRemoved])
    }

    @Test func `A secret is kept sealed, and no list has it`() async throws {
        let town = try DeliveringTenant()
        try town.add("open", secret: "s3cret-token")
        let record = try town.report("open").destination
        #expect(!String(decoding: try JSONEncoder().encode(record), as: UTF8.self).contains("s3cret"))
        #expect(!String(reflecting: try town.report("open")).contains("s3cret"))
        await town.turn()
        #expect(town.transport.taken.first?.secret == "s3cret-token")
    }

    @Test func `What waited in a backup is forgotten when it is put back`() async throws {
        let town = try DeliveringTenant()
        try town.add("open")
        try town.add("city", for: DeliveringTenant.recipient)
        _ = try town.announce()
        try Deliveries.forgetWaiting(in: town.borough.access, of: town.tenant.id)
        await town.turn()
        #expect(try town.transport.tries == 0 && town.held().isEmpty)
        #expect(try town.announce() == 4)
    }
}
