import Foundation
import Metering
import TestKit
import Testing

@testable import Access

struct RecordTests {
    private static let types: [any StoredRecord.Type] = [
        Session.self, EmailProof.self, PasswordReset.self, RateBucket.self, ActivationCode.self, Occupancy.self,
        Mandate.self, Assignment.self, ConsentHeader.self, PushedRequest.self, AuthorizationCode.self, AccessToken.self,
        RefreshToken.self, TokenFamily.self, DeviceCode.self, ReplayCacheEntry.self, Account.self, Login.self,
        SubjectKeyRecord.self, TenantKeyRecord.self, OAuthClient.self, DataNeed.self, Recipient.self, Agreement.self,
        Erasure.self, OccupancyBorder.self, Breach.self, BreachPerson.self,
    ]

    @Test func `Bodies of every version are read, and today's are written as their version says`() throws {
        let all: [any VersionedBody.Type] = Self.types + [ConsentEvent.self, AuditRoot.self]
        for type in all {
            let faults = try GoldenBodies().faults(of: type)
            #expect(faults == [])
        }
        #expect(try Set(Self.types.map { $0.kind }) == RecordRegistry([.access]).kinds)
    }

    @Test func `A field that a type adds, drops or renames without a new version is noticed`() throws {
        #expect(try GoldenBodies().faults(of: Renamed.self).count == 1)
        #expect(try GoldenBodies().faults(of: Added.self).count == 1)
    }

    /// Recipients without a contact.
    private struct Renamed: VersionedBody {
        static let bodyName = Recipient.bodyName
        let recipient: String
    }

    /// Recipients with one field more.
    private struct Added: VersionedBody {
        static let bodyName = Recipient.bodyName
        let recipient: String
        let name: String
        let contact: String
        var address: String?
    }

    @Test func `A kind that two modules register, or whose name no table can have, is refused`() throws {
        let other = RecordModule("other", [.init(Session.self, of: nil)])
        #expect(throws: RecordRegistryError.registeredTwice(Session.kind, by: "access", and: "other")) {
            try RecordRegistry([.access, other])
        }
        #expect(throws: RecordRegistryError.malformed(Odd.kind, in: "odd")) {
            try RecordRegistry([RecordModule("odd", [.init(Odd.self, of: nil)])])
        }
    }

    private struct Odd: StoredRecord {
        static let kind = RecordKind("odd; DROP TABLE account")
        let id: String
        var owner: String { id }
        var end: Instant? { nil }
    }

    @Test func `A body tells its version, and one without a version is of the first`() throws {
        let recipient = Recipient(name: "n", contact: "c")
        let body = try JSONEncoder().encode(RecordBody(recipient))
        let object = try #require(JSONSerialization.jsonObject(with: body) as? [String: Any])
        #expect(object["recordVersion"] as? Int == 1)
        let plain = try JSONEncoder().encode(recipient)
        #expect(try JSONDecoder().decode(RecordBody<Recipient>.self, from: plain).content == recipient)
        #expect(try JSONDecoder().decode(RecordBody<Recipient>.self, from: body).content == recipient)
    }
}
