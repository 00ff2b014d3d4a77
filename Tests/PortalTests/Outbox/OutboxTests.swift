import Access
import Foundation
import HTTPTypes
import Metering
import Synchronization
import TestKit
import Testing

@testable import Web

@Suite(.fewAtOnce)
struct OutboxTests {
    /// Takes messages, or refuses them, or hangs until it is told otherwise.
    private final class Relay: Mailer {
        private let state = Mutex<(taken: [EmailMessage], tries: Int, isOpen: Bool)>(([], 0, true))
        let isHanging = Mutex(())

        var taken: [EmailMessage] { state.withLock { $0.taken } }
        var tries: Int { state.withLock { $0.tries } }
        func open(_ isOpen: Bool) { state.withLock { $0.isOpen = isOpen } }

        func send(_ message: EmailMessage) throws {
            try isHanging.withLock { _ in
                try state.withLock { state in
                    state.tries += 1
                    guard state.isOpen else { throw MailFault.refused(75) }
                    state.taken.append(message)
                }
            }
        }
    }

    /// A tenant in which people forget their passwords.
    private struct Town {
        let neighbourhood: Neighbourhood
        let relay = Relay()
        let anna: AccountID
        var place: Place { neighbourhood.grid }
        var tenant: Tenant { place.tenant }
        var service: OutboxService { OutboxService(neighbourhood.portal, [EmailSender(mailer: relay)]) }

        init() throws {
            neighbourhood = try Neighbourhood()
            anna = try neighbourhood.grid.person("anna")
        }

        func forget(_ email: String = "anna@example.org") throws {
            let answer = try neighbourhood.call(
                .post, "/password/forgotten", at: place,
                body: .bytes(Array("email=\(email.replacing("@", with: "%40"))".utf8)),
                fields: [.origin: tenant.origin, .contentType: FrontDesk.form])
            #expect(answer.status == .ok)
        }

        func turn() async { await service.turn(tenant) }

        func queued() throws -> [QueuedEmail] {
            try tenant.access.read(in: tenant.id) { try $0.records(QueuedEmail.self) }
        }

        func dead() throws -> [DeadLetter] { try tenant.access.read(in: tenant.id) { try $0.records(DeadLetter.self) } }
    }

    @Test func `A request queues its e-mail and waits for no mail program`() async throws {
        let town = try Town()
        try town.relay.isHanging.withLock { _ in
            try town.forget()
            #expect(town.relay.tries == 0)
        }
        #expect(try town.queued().count == 1)
        await town.turn()
        #expect(town.relay.taken.map(\.to) == ["anna@example.org"])
        #expect(try town.queued().isEmpty && town.dead().isEmpty)
        await town.turn()
        #expect(town.relay.tries == 1)
    }

    @Test func `An e-mail waits sealed, with the key of whom it is for`() async throws {
        let town = try Town()
        try town.forget()
        try town.forget("nobody@example.org")
        let queued = try town.queued()
        #expect(Set(queued.map(\.subject)) == [SubjectID(town.anna), nil])
        let bodies = try queued.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        #expect(!bodies.contains { $0.contains("example.org") || $0.contains("code=") })
        try town.tenant.erase(town.anna, by: .machine, now: town.neighbourhood.now)
        await town.turn()
        #expect(town.relay.taken.map(\.to) == ["nobody@example.org"])
    }

    @Test func `What the relay refuses is tried again, later each time`() async throws {
        let town = try Town()
        _ = try town.tenant.accounts.changePassword(
            of: town.anna, from: Place.password, to: "another four words", now: town.neighbourhood.now)
        town.relay.open(false)
        await town.turn()
        await town.turn()
        #expect(town.relay.tries == 1)
        town.neighbourhood.wait(seconds: 60)
        await town.turn()
        #expect(town.relay.tries == 2)
        town.relay.open(true)
        town.neighbourhood.wait(seconds: 239)
        await town.turn()
        #expect(town.relay.tries == 2)
        town.neighbourhood.wait(seconds: 1)
        await town.turn()
        #expect(town.relay.taken.map(\.to) == ["anna@example.org"])
        #expect(try town.queued().isEmpty && town.dead().isEmpty)
    }

    @Test func `A link that is over before it left is given up, with the reason alone`() async throws {
        let town = try Town()
        try town.forget()
        town.relay.open(false)
        for _ in 0..<10 {
            await town.turn()
            if let next = try town.queued().first?.due {
                town.neighbourhood.wait(seconds: Int(next.seconds(since: town.neighbourhood.now)))
            }
        }
        #expect(town.relay.tries == 4)
        let dead = try #require(try town.dead().first)
        #expect(dead.message == "queued_email" && dead.tries == 4 && dead.fault == MailFault.refused(75).description)
        #expect(try town.queued().isEmpty)
        #expect(
            town.neighbourhood.portal.metrics.text.contains("maille_outbox_given_up_total{kind=\"queued_email\"} 1"))
    }

    @Test func `What expired while the server stood still is given up unsent`() async throws {
        let town = try Town()
        try town.forget()
        town.neighbourhood.wait(seconds: 1_800)
        await town.turn()
        #expect(town.relay.tries == 0)
        #expect(try town.dead().map(\.tries) == [0])
    }

    @Test func `A server that ends while an e-mail leaves sends it once more, when its next try is due`()
        async throws
    {
        let town = try Town()
        try town.forget()
        // Taken from the outbox, and handed to the relay: then the process ended.
        let outbox = Outbox<QueuedEmail>(tenant: town.tenant)
        #expect(try outbox.take(upTo: 1, now: town.neighbourhood.now).batches.count == 1)
        await town.turn()
        #expect(town.relay.tries == 0)
        town.neighbourhood.wait(seconds: 60)
        await town.turn()
        #expect(town.relay.taken.count == 1)
        #expect(try town.queued().isEmpty)
    }

    @Test func `Messages of the folder go after a day`() throws {
        let folder = try TemporaryFolder()
        let mailer = MailFolder(folder.url)
        for address in ["anna@example.org", "bela@example.org"] {
            try mailer.send(EmailMessage(to: address, subject: "s", text: "t"))
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(files.count == 2)
        let old = folder.url.appending(path: files[0])
        try FileManager.default.setAttributes([.modificationDate: Date.now - 90_000], ofItemAtPath: old.path)
        try mailer.removeMessages(before: Date.now - 86_400)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [files[1]])
    }
}
