import Crypto
import Metering
import TestKit
import Testing

@testable import Access

struct MasterKeyTests {
    private let grid = TenantID("grid")
    private let now = Instant(secondsSinceEpoch: 1_800_000_000)

    @Test func `A store opens with the master key that opened it first, and with no other, which is named`() throws {
        let (store, key, other) = (MemoryRecordStore(), MasterKey.random(), MasterKey.random())
        let keys = try key.keys(of: grid, in: store, now: now)
        let again = try key.keys(of: grid, in: store, now: now)
        #expect(again.index(of: "a", as: "b") == keys.index(of: "a", as: "b"))
        #expect(throws: KeyError.otherMasterKey(other.identifier, needed: key.identifier, of: "grid")) {
            try other.keys(of: grid, in: store, now: now)
        }
        #expect(key.identifier.count == 16 && key.identifier != other.identifier)
    }

    @Test func `The keys of a new store rest on no master key`() throws {
        let key = MasterKey.random()
        let indices = try (0..<2).map { _ in
            try key.keys(of: grid, in: MemoryRecordStore(), now: now).index(of: "a", as: "b")
        }
        #expect(Set(indices + [key.keys(of: grid).index(of: "a", as: "b")]).count == 3)
    }

    @Test func `A store of one tenant is opened as no other's, and nothing is written to it`() throws {
        let (store, key) = (MemoryRecordStore(), MasterKey.random())
        _ = try key.keys(of: grid, in: store, now: now)
        #expect(throws: KeyError.otherTenant("default", in: ["grid"])) {
            try key.keys(of: TenantID("default"), in: store, now: now)
        }
        #expect(store.tenants() == [grid])
    }

    @Test(arguments: [false, true])
    func `A store that was filled before keys were kept in it is held against its people or its log`(
        hasRoot: Bool
    ) throws {
        let (store, key) = (MemoryRecordStore(), MasterKey.random())
        let keys = key.keys(of: grid)
        try store.transaction(in: grid) { store in
            _ = try store.ensureSubjectKey(of: SubjectID("anna"), keys)
            try store.note(.signedIn, by: .machine, subject: nil, keys, now: now)
        }
        if hasRoot { _ = try AuditLog(store, keys).signRoot(now: now) }
        #expect(throws: KeyError.wrongMasterKey) { try MasterKey.random().keys(of: grid, in: store, now: now) }
        let kept = try key.keys(of: grid, in: store, now: now)
        #expect(try store.read(in: grid) { try $0.subjectKey(of: SubjectID("anna"), kept) } != nil)
    }

    @Test func `Another master key takes the place of one, which then opens nothing; what was sealed stays`() throws {
        let (store, old, new) = (MemoryRecordStore(), MasterKey.random(), MasterKey.random())
        let keys = try old.keys(of: grid, in: store, now: now)
        let sealed = try store.transaction(in: grid) { store in
            try store.ensureSubjectKey(of: SubjectID("anna"), keys).seal("Anna", as: "name")
        }
        let root = try old.keys(of: grid, in: store, now: now)
        try old.replace(with: new, of: grid, in: store, by: .machine, now: now)
        #expect(throws: KeyError.otherMasterKey(old.identifier, needed: new.identifier, of: "grid")) {
            try old.keys(of: grid, in: store, now: now)
        }
        let renewed = try new.keys(of: grid, in: store, now: now)
        let key = try #require(try store.read(in: grid) { try $0.subjectKey(of: SubjectID("anna"), renewed) })
        #expect(try key.open(sealed, as: "name", String.self) == "Anna")
        #expect(try renewed.auditKey().publicKey.rawRepresentation == root.auditKey().publicKey.rawRepresentation)
        let entry = try store.read(in: grid) { try $0.lastAuditEntry()?.facts }
        #expect(entry?.action == .masterKeyReplaced && entry?.purpose == new.identifier)
    }
}
