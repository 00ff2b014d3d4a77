import Access
import Foundation
import GRDB
import Metering
import TestKit
import Testing

@testable import EmbeddedStore

/// The same record in a program and in the next one, which keeps its text in two parts.
private enum Note {
    static let kind = RecordKind("note")

    struct First: StoredRecord {
        static let kind = Note.kind
        let id: String
        let text: String
        var owner: String { id }
        var subject: SubjectID? { SubjectID("anna") }
        var end: Instant? { nil }
    }

    struct Second: StoredRecord {
        static let kind = Note.kind
        static let version = 2
        let id: String
        let title: String
        let rest: String
        var owner: String { id }
        var subject: SubjectID? { SubjectID("anna") }
        var end: Instant? { nil }

        static func read(version: Int, from decoder: any Decoder) throws -> Second {
            let first = try First(from: decoder)
            let parts = first.text.split(separator: " ", maxSplits: 1).map { String($0) }
            return Second(id: first.id, title: parts[0], rest: parts[1])
        }
    }
}

struct RecordVersionTests {
    private let tenant = TenantID("lyon")
    private let modules: [RecordModule] = [.access, RecordModule("notes", [.init(Note.Second.self, of: nil)])]

    private func stores(_ folder: TemporaryFolder) throws -> [any RecordStore] {
        [try MemoryRecordStore(modules), try AccessDatabase(in: DataDirectory(folder.url), modules)]
    }

    @Test func `A body of an older version is read as today's`() throws {
        let folder = try TemporaryFolder()
        for store in try stores(folder) {
            try store.transaction(in: tenant) { try $0.put(Note.First(id: "a", text: "one two")) }
            let note = Note.Second(id: "a", title: "one", rest: "two")
            #expect(try store.record(Note.Second.self, "a", in: tenant) == note)
            try store.transaction(in: tenant) { try $0.put(note) }
            #expect(try store.record(Note.Second.self, "a", in: tenant) == note)
        }
    }

    @Test func `A body of a later version is refused, stays as it is, and can be erased`() throws {
        let folder = try TemporaryFolder()
        let (note, fault) = (
            Note.Second(id: "a", title: "one", rest: "two"), BodyVersionError(body: "note", version: 2, known: 1)
        )
        for store in try stores(folder) {
            try store.transaction(in: tenant) { try $0.put(note) }
            #expect(throws: fault) { try store.record(Note.First.self, "a", in: tenant) }
            #expect(throws: fault) {
                try store.transaction(in: tenant) { try $0.put(Note.First(id: "a", text: "over it")) }
            }
            #expect(throws: fault) { try store.transaction(in: tenant) { try $0.remove(Note.First.self, "a") } }
            #expect(try store.record(Note.Second.self, "a", in: tenant) == note)
            try store.transaction(in: tenant) { try $0.removeAll(about: SubjectID("anna")) }
            #expect(try store.record(Note.Second.self, "a", in: tenant) == nil)
        }
    }

    @Test func `A kind that no module registered is not kept`() throws {
        let folder = try TemporaryFolder()
        let stores: [any RecordStore] = [
            MemoryRecordStore(), try AccessDatabase(in: DataDirectory(folder.url), [.access]),
        ]
        for store in stores {
            #expect(throws: RecordRegistryError.unknown(Note.kind)) {
                try store.transaction(in: tenant) { try $0.put(Note.First(id: "a", text: "t")) }
            }
        }
    }

    @Test func `An erasure reaches records of modules that the process lacks`() throws {
        let folder = try TemporaryFolder()
        let note = Note.Second(id: "a", title: "one", rest: "two")
        do {
            let store = try AccessDatabase(in: DataDirectory(folder.url), modules)
            try store.transaction(in: tenant) { try $0.put(note) }
        }
        do {
            let store = try AccessDatabase(in: DataDirectory(folder.url), [.access])
            try store.transaction(in: tenant) { store in
                #expect(try store.counts(about: SubjectID("anna")) == [Note.kind: 1])
                try store.removeAll(about: SubjectID("anna"))
            }
        }
        let store = try AccessDatabase(in: DataDirectory(folder.url), modules)
        #expect(try store.record(Note.Second.self, "a", in: tenant) == nil)
    }

    @Test func `A file of the program before bodies had versions is opened, with all that it holds`() throws {
        let folder = try TemporaryFolder()
        let directory = try DataDirectory(folder.url)
        try fill(directory)
        let store = try AccessDatabase(in: directory, [.access])
        #expect(try store.read(in: tenant) { try $0.records(Account.self) }.count == bodies(of: Account.self).count)
        #expect(
            try store.read(in: tenant) { try $0.records(OAuthClient.self) }.count == bodies(of: OAuthClient.self).count)
        #expect(try store.read(in: tenant) { try $0.records(TokenFamily.self) }.count == 1)
        #expect(
            try store.read(in: tenant) { try $0.consentEvents(of: ConsentID("c")) }.count
                == bodies(of: ConsentEvent.self).count)
        let recipient = try #require(try store.read(in: tenant) { try $0.records(ConsentHeader.self) }.first?.recipient)
        #expect(try store.read(in: tenant) { try $0.consentHeaders(to: recipient) }.count == 1)
        let jobs = try store.pool.read { try String.fetchAll($0, sql: "SELECT name FROM record_kind") }
        #expect(jobs.count == 32 && jobs.contains("once_key") && !jobs.contains("consent_event"))
    }

    private func bodies(of type: (some VersionedBody).Type) throws -> [Data] {
        try GoldenBodies().bodies(of: type, version: 1)
    }

    /// As the program before wrote it.
    private func fill(_ directory: DataDirectory) throws {
        let queue = try DatabaseQueue(path: directory.url.appending(path: "access.sqlite").path)
        try AccessSchema.migrator().migrate(queue, upTo: "keepPasswordResets")
        try queue.write { db in
            for type in [Account.self, OAuthClient.self, TokenFamily.self] as [any StoredRecord.Type] {
                try keep(bodies(of: type), of: type.kind, db)
            }
            for (number, body) in try bodies(of: ConsentEvent.self).enumerated() {
                try db.execute(
                    sql: "INSERT INTO consent_event (tenant, consent, number, body) VALUES ('lyon', 'c', ?, ?)",
                    arguments: [number + 1, String(decoding: body, as: UTF8.self)])
            }
            try keep(bodies(of: ConsentHeader.self), of: ConsentHeader.kind, db)
            try db.execute(sql: "UPDATE consent SET recipient = json_extract(body, '$.recipient')")
        }
    }

    private func keep(_ bodies: [Data], of kind: RecordKind, _ db: Database) throws {
        for (number, body) in bodies.enumerated() {
            try db.execute(
                sql: "INSERT INTO \(kind) (tenant, id, owner, body) VALUES ('lyon', ?, 'o', ?)",
                arguments: ["\(number)", String(decoding: body, as: UTF8.self)])
        }
    }
}
