import Access
import EmbeddedStore
import Foundation
import Metering
import PortalKit
import Services
import Store
import TestKit
import Testing

@testable import Portal

@Suite(.fewAtOnce)
struct DeliveryTests {
    @Test func `Each document leaves once to each destination that may have it, with a receipt`() async throws {
        let harbour = try Harbour()
        try harbour.add("open")
        try harbour.add("city", for: Harbour.recipient)
        #expect(try harbour.announce() == 2)
        await harbour.turn()
        let public1 = ["use-4a_public_2026-11-01_e1.csv", "use-4a_public_2026-11-01_e1.json"]
        #expect(harbour.carrier.files(to: "open") == public1)
        #expect(harbour.carrier.files(to: "city") == public1.map { $0.replacing("4a_public", with: "2a_restricted") })
        let receipts = try harbour.report("open").receipts
        #expect(receipts.map(\.file).sorted() == public1 && receipts.allSatisfy { $0.tries == 1 })
        let sent = try #require(harbour.carrier.taken.first { $0.document.file == public1[0] })
        #expect(receipts.first { $0.file == public1[0] }?.sha256 == Fingerprint.of(sent.bytes))
        #expect(try harbour.announce() == 0)
        await harbour.turn()
        #expect(harbour.carrier.taken.count == 4)
    }

    @Test func `A new edition is sent again, after the one before`() async throws {
        let harbour = try Harbour()
        try harbour.add("open")
        harbour.carrier.refuse("open", with: .refused(status: 413))
        await harbour.turn()
        try harbour.correct()
        #expect(try harbour.announce() == 2)
        // The first edition is not due yet.
        harbour.carrier.refuse("open", with: nil)
        await harbour.turn()
        #expect(harbour.carrier.taken.isEmpty)
        let waits = try harbour.report("open").waiting.filter { $0.document.edition == 2 }
        #expect(waits.map(\.fault) == Array(repeating: DeliveryFault.behind(edition: 1).description, count: 2))
        harbour.wait(seconds: 60)
        await harbour.turn()
        await harbour.turn()
        #expect(
            harbour.carrier.files(to: "open").filter { $0.hasSuffix("csv") }
                == ["use-4a_public_2026-11-01_e1.csv", "use-4a_public_2026-11-01_e2.csv"])
        #expect(try harbour.report("open").waiting.isEmpty)
    }

    @Test func `A restricted document is refused by name where its agreement ended before it left`() async throws {
        let harbour = try Harbour()
        try harbour.add("city", for: Harbour.recipient)
        #expect(try harbour.announce() == 2)
        try harbour.borough.data.releases.endAgreement(1, after: Borough.published.advanced(by: -1), now: harbour.now)
        await harbour.turn()
        #expect(harbour.carrier.taken.isEmpty && harbour.carrier.tries == 0)
        let report = try harbour.report("city")
        let fault = DeliveryFault.notCovered(recipient: Harbour.recipient, use: "2a", day: Borough.published)
        #expect(report.waiting.isEmpty && report.givenUp.map(\.fault) == [fault.description, fault.description])
        #expect(report.givenUp.allSatisfy { $0.owner.hasPrefix("city use-2a_restricted_2026-11-01_e1") })
        #expect(try harbour.held().isEmpty)
        #expect(try harbour.announce() == 0)
    }

    @Test func `A restricted document is for its own recipient alone`() async throws {
        let harbour = try Harbour()
        let other = try UseAgreement(
            recipient: "Other", uses: ["9"], basis: "contract", from: Borough.published)
        _ = try harbour.borough.data.releases.add(other, now: harbour.now)
        try harbour.add("other", for: "Other")
        // Covered from now on, but no document of the day names it.
        let late = try UseAgreement(recipient: "Late", uses: ["2a"], basis: "contract", from: Borough.published)
        let published = try harbour.publish()
        _ = try harbour.borough.data.releases.add(late, now: harbour.now)
        try harbour.add("late", for: "Late")
        #expect(try harbour.tenant.deliveries.announce(published, of: Harbour.policy, now: harbour.now) == 0)
        await harbour.turn()
        #expect(harbour.carrier.tries == 0)
    }

    @Test func `Restricted bytes wait sealed, and go with the last delivery of them`() async throws {
        let harbour = try Harbour()
        for name in ["city", "twin"] { try harbour.add(name, for: Harbour.recipient) }
        harbour.carrier.refuse("twin", with: .noAnswer)
        #expect(try harbour.announce() == 4)
        let held = try harbour.held()
        #expect(held.count == 2)
        for record in held {
            #expect(!String(decoding: try JSONEncoder().encode(record), as: UTF8.self).contains("house"))
        }
        await harbour.turn()
        #expect(try harbour.held() == held)
        harbour.carrier.refuse("twin", with: nil)
        harbour.wait(seconds: 60)
        await harbour.turn()
        #expect(harbour.carrier.files(to: "twin").count == 2)
        #expect(try harbour.held().isEmpty)
        #expect(try harbour.log().filter { $0.action == .documentDelivered }.count == 4)
    }

    @Test func `A server that ends before an acknowledgement was kept sends the same bytes under the same name`()
        async throws
    {
        let harbour = try Harbour()
        try harbour.add("open")
        // Taken from the outbox, and taken by the destination: then the process ended.
        let outbox = Outbox<Delivery>(tenant: harbour.tenant)
        let taken = try outbox.take(upTo: 1_000, now: harbour.now).batches
        for delivery in taken.joined() {
            let parcel = try Parcel(delivery, of: harbour.tenant)
            try await harbour.carrier.carry(try #require(parcel))
        }
        await harbour.turn()
        #expect(harbour.carrier.taken.count == 2)
        harbour.wait(seconds: 60)
        await harbour.turn()
        #expect(harbour.carrier.taken.count == 4)
        for file in Set(harbour.carrier.files(to: "open")) {
            #expect(Set(harbour.carrier.taken.filter { $0.document.file == file }.map(\.bytes)).count == 1)
        }
        #expect(try harbour.report("open").receipts.count == 2)
    }

    @Test func `A destination that does not answer is tried once a turn, and delays no other`() async throws {
        let harbour = try Harbour()
        try harbour.add("dead")
        try harbour.add("open")
        harbour.carrier.hang("dead", until: 2)
        await harbour.turn()
        #expect(harbour.carrier.files(to: "open").count == 2)
        let waiting = try harbour.report("dead").waiting
        #expect(waiting.map(\.fault) == Array(repeating: DeliveryFault.noAnswer.description, count: 2))
        #expect(waiting.map(\.tries) == [1, 1] && harbour.carrier.tries == 3)
    }

    @Test func `A slow destination has a turn's patience, and goes on in the next turn`() async throws {
        let harbour = try Harbour()
        try harbour.add("open")
        let service = OutboxService(
            harbour.portal, [DeliverySender(carrier: harbour.carrier, patience: .zero)])
        await service.turn(harbour.tenant)
        #expect(harbour.carrier.taken.count == 1)
        #expect(try harbour.report("open").waiting.map(\.due) == [harbour.now])
        await service.turn(harbour.tenant)
        #expect(harbour.carrier.taken.count == 2)
    }

    @Test func `What is not taken for a week is given up, and public documents can be queued again`() async throws {
        let harbour = try Harbour()
        try harbour.add("open")
        harbour.carrier.refuse("open", with: .refused(status: 500))
        for _ in 0..<60 {
            await harbour.turn()
            if let next = try harbour.report("open").waiting.first?.due {
                harbour.wait(seconds: max(0, Int(next.seconds(since: harbour.now))))
            }
        }
        let report = try harbour.report("open")
        #expect(report.waiting.isEmpty && report.givenUp.count == 2)
        #expect(report.givenUp.allSatisfy { $0.fault == "the destination answered with 500" && $0.tries > 25 })
        harbour.carrier.refuse("open", with: nil)
        #expect(try harbour.tenant.deliveries.retry("open", now: harbour.now) == 2)
        await harbour.turn()
        #expect(harbour.carrier.taken.count == 2)
    }

    @Test func `A new destination gets what is published already from its first day on, and nothing before`() throws {
        let harbour = try Harbour()
        #expect(try harbour.add("open") == 2)
        #expect(try harbour.add("later", from: Borough.published.advanced(by: 1)) == 0)
        #expect(try harbour.add("tables", policy: "code-energie-d111-53") == 0)
    }

    @Test func `A document whose bytes changed on the disk is not sent`() async throws {
        let harbour = try Harbour()
        try harbour.add("open")
        let file = "publications/\(Harbour.policy)/use-4a_public_2026-11-01_e1.csv"
        try Data("mine".utf8).write(to: harbour.borough.data.url.appending(path: file))
        await harbour.turn()
        #expect(harbour.carrier.files(to: "open") == ["use-4a_public_2026-11-01_e1.json"])
        #expect(try harbour.report("open").givenUp.map(\.fault) == [DeliveryFault.changed.description])
    }

    @Test func `A destination that is removed leaves neither secret nor document behind`() throws {
        let harbour = try Harbour()
        try harbour.add("city", for: Harbour.recipient, secret: "s3cret-token")
        #expect(try harbour.announce() == 2)
        try harbour.tenant.deliveries.remove("city", by: .machine, now: harbour.now)
        #expect(try harbour.held().isEmpty)
        #expect(throws: DestinationFault.unknown("city")) { try harbour.report("city") }
        #expect(try harbour.log().map(\.action).suffix(2) == [.destinationAdded, .destinationRemoved])
    }

    @Test func `A secret is kept sealed, and no list has it`() async throws {
        let harbour = try Harbour()
        try harbour.add("open", secret: "s3cret-token")
        let record = try harbour.report("open").destination
        #expect(!String(decoding: try JSONEncoder().encode(record), as: UTF8.self).contains("s3cret"))
        #expect(!String(reflecting: try harbour.report("open")).contains("s3cret"))
        await harbour.turn()
        #expect(harbour.carrier.taken.first?.secret == "s3cret-token")
    }

    @Test func `What waited in a backup is forgotten when it is put back`() async throws {
        let harbour = try Harbour()
        try harbour.add("open")
        try harbour.add("city", for: Harbour.recipient)
        _ = try harbour.announce()
        try Deliveries.forgetWaiting(in: harbour.borough.access, of: harbour.tenant.id)
        await harbour.turn()
        #expect(try harbour.carrier.tries == 0 && harbour.held().isEmpty)
        #expect(try harbour.announce() == 4)
    }
}
