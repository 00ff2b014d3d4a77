import Foundation
import Metering
import TestKit
import Testing

@testable import Access

@Suite("The audit log")
struct AuditTests {
    private let town = Town()

    /// A log of some 120 entries with a root over its end, kept outside.
    private func fill() throws -> (entries: [AuditEntry], root: AuditRoot) {
        let (anna, occupancy) = try town.customer("anna")
        _ = try town.consent(of: anna, occupancy)
        for number in 0..<110 {
            let days = day("2026-10-01")...day("2026-10-01").advanced(by: number)
            _ = try town.decisions.grant(
                town.request(by: .resident(anna), days), now: town.start.advanced(seconds: number))
        }
        return (try town.entries(), try #require(try town.log.signRoot(now: town.start)))
    }

    private func faults(_ entries: [AuditEntry], _ roots: [AuditRoot]) -> [String] {
        var verification = AuditVerification(roots: roots, town.keys)
        for entry in entries { verification.take(entry) }
        verification.end()
        return verification.faults
    }

    @Test("verifies as it was written, and signs a root only when something was added")
    func intact() throws {
        let (entries, root) = try fill()
        #expect(try town.log.verify(roots: [root]).faults == [])
        #expect(try town.log.verify().entries == Int64(entries.count))
        #expect(try town.log.signRoot(now: town.start) == nil)
    }

    @Test("finds each of 200 random edits")
    func edits() throws {
        let (entries, root) = try fill()
        var random = SeededGenerator(seed: 20_261_121)
        var found = 0
        for number in 0..<200 {
            let edited = try edit(entries, kind: number % 8, using: &random)
            if !faults(edited, [root]).isEmpty { found += 1 }
            #expect(edited != entries)
        }
        #expect(found == 200)
    }

    private func edit(
        _ entries: [AuditEntry], kind: Int, using random: inout SeededGenerator
    ) throws -> [AuditEntry] {
        var entries = entries
        let index = Int.random(in: 0..<entries.count, using: &random)
        let entry = entries[index]
        switch kind {
        case 0: entries[index] = entry.with(body: flip(entry.body, &random))
        case 1: entries[index] = entry.with(hash: flip(entry.hash, &random))
        case 2: entries.remove(at: index)
        case 3: entries.swapAt(index, (index + Int.random(in: 1..<entries.count, using: &random)) % entries.count)
        case 4: entries.insert(entry, at: index)
        case 5: entries.removeLast(Int.random(in: 1...entries.count, using: &random))
        case 6: entries[index] = entry.with(subject: "somebody else")
        default:
            // Written anew from there on, every hash right again: the signed root finds it.
            var facts = try entries[index...].map { try #require($0.facts) }
            facts[0] = AuditFacts(
                sequence: facts[0].sequence, at: facts[0].at.advanced(seconds: 1), action: facts[0].action,
                actor: facts[0].actor, outcome: facts[0].outcome, basis: facts[0].basis, consent: facts[0].consent,
                recipient: facts[0].recipient, purpose: "else", request: nil, subject: facts[0].subject, detail: nil,
                network: facts[0].network, count: nil)
            var last = index > 0 ? entries[index - 1] : nil
            for (offset, facts) in facts.enumerated() {
                let rewritten = AuditEntry(facts, after: last)
                entries[index + offset] = rewritten
                last = rewritten
            }
        }
        return entries
    }

    private func flip(_ text: String, _ random: inout SeededGenerator) -> String {
        var bytes = Array(text.utf8)
        bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("writes what JSONEncoder writes with sorted keys, and reads it back", arguments: AuditTests.texts)
    func canonical(text: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let actors: [Agent] = [
            .account(AccountID(text)), .client(ClientID(text)), .machine,
            .systemUser(SystemUser(uid: .max, name: text)),
        ]
        for (number, actor) in actors.enumerated() {
            for outcome in [AuditOutcome.done, .refused(.noConsent)] {
                let isFull = number == 0
                let facts = AuditFacts(
                    sequence: .max - Int64(number), at: town.start, action: .read, actor: actor, outcome: outcome,
                    basis: isFull ? .consent : nil, consent: isFull ? ConsentID(text) : nil,
                    recipient: isFull ? RecipientID(text) : nil, purpose: isFull ? text : nil, request: text,
                    subject: isFull ? text : nil, detail: isFull ? Sealed(text: text) : nil,
                    network: isFull ? text : nil, count: isFull ? 7 : nil)
                #expect(facts.canonical == String(decoding: try encoder.encode(facts), as: UTF8.self))
                #expect(AuditEntry(facts, after: nil).facts == facts)
            }
        }
        let detail = ReadDetail(
            point: PointID(text), carrier: .gas, direction: .injection, step: .tenMinutes, first: day("2026-10-01"),
            last: day("2026-10-25"))
        #expect(detail.canonical == String(decoding: try encoder.encode(detail), as: UTF8.self))
    }

    private static let texts = [
        "", "curve", "a/b", "\"", "\\", "a\nb\r\t", "\u{0}\u{8}\u{C}\u{1F}\u{7F}", "é", "日本\u{2028}", "👩‍🚀\"",
    ]

    @Test("takes no root that another key signed, or that was changed")
    func roots() throws {
        let (entries, root) = try fill()
        let stranger = MasterKey.random().keys(of: town.keys.tenant)
        let forged = try AuditRoot(of: #require(entries.last), at: town.start, by: stranger)
        #expect(faults(entries, [forged]).count == 1)
        let json = String(decoding: try JSONEncoder().encode(root), as: UTF8.self)
        let later = json.replacing("\"sequence\":\(root.sequence)", with: "\"sequence\":\(root.sequence - 1)")
        #expect(later != json)
        let changed = try JSONDecoder().decode(AuditRoot.self, from: Data(later.utf8))
        #expect(faults(entries, [changed]).count == 1)
    }

    @Test("names nobody in clear: no name, address, point or day")
    func clear() throws {
        let (entries, _) = try fill()
        for entry in entries {
            for canary in ["anna", town.point.text, "2026-10", "@"] { #expect(!entry.body.contains(canary)) }
        }
    }

    @Test("is refused an entry that does not follow the last")
    func order() throws {
        let (entries, _) = try fill()
        #expect(throws: RecordStoreError.outOfOrder) {
            try town.store.transaction(in: town.keys.tenant) { try $0.append(entries[3]) }
        }
    }

    @Test("still verifies after an erasure, and leads to nobody")
    func erasure() throws {
        let (_, root) = try fill()
        let anna = try #require(
            try town.store.read(in: town.keys.tenant) { try $0.records(Occupancy.self, of: town.point.text) }.first
        ).customer
        #expect(try town.log.accessHistory(of: anna).count == 100)
        try Erasure.erase(anna, by: .account(anna), on: town.store, town.keys, now: town.start)
        #expect(try town.log.accessHistory(of: anna) == [])
        #expect(try town.log.verify(roots: [root]).faults == [])
    }
}

extension AuditEntry {
    fileprivate func with(subject: String? = nil, body: String? = nil, hash: String? = nil) -> AuditEntry {
        AuditEntry(
            sequence: sequence, subject: subject ?? self.subject, body: body ?? self.body, hash: hash ?? self.hash)
    }
}
