import Access
import TestKit
import Testing

@testable import Web

struct PortalRecordTests {
    private static let types: [any StoredRecord.Type] = [
        Job.self, Notice.self, QueuedEmail.self, DeadLetter.self, IdempotencyRecord.self, NoticeMark.self,
        Destination.self, Delivery.self, DeliveryReceipt.self, HeldDocument.self,
    ]

    @Test func `Bodies of every version are read, and today's are written as their version says`() throws {
        for type in Self.types {
            let faults = try GoldenBodies().faults(of: type)
            #expect(faults == [])
        }
        #expect(try Set(Self.types.map { $0.kind }) == RecordRegistry([.web]).kinds)
    }

    @Test func `All modules of a server have kinds of their own, each with its sort of personal data`() throws {
        let registry = try RecordRegistry(.all)
        #expect(registry.kinds(of: .jobs) == [Job.kind, IdempotencyRecord.kind])
        #expect(registry.kinds(of: .tokens).contains(Notice.kind))
        let ending = registry.retention.map(\.kind)
        #expect(Set(ending).count == ending.count)
        #expect(ending.suffix(3) == [Job.kind, DeadLetter.kind, IdempotencyRecord.kind])
    }
}
