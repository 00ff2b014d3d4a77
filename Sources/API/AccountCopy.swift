import Access
import Foundation
import HTTPTypes
import Metering
import Store
import Synchronization
package import Web

extension Answer {
    /// A person's copy of all that is kept of them, as a file.
    package static func accountCopy(for call: Call) throws -> Answer {
        let copy = try AccountCopy(for: call)
        let name = "maille-\(CivilDay(containing: call.now)).json"
        return Answer(
            fields: [.contentType: "application/json", .contentDisposition: "attachment; filename=\"\(name)\""],
            body: .pieces { try copy.next() })
    }
}

/// A person's copy of all that Maille keeps of them beside the readings (GDPR art. 15 and 20): the documents of the
/// API, with what makes them readable without it. It gives the address of the export of curves, which take longer.
///
/// Made while it is sent, a page of accesses at a time: memory is bounded however long the history is.
final class AccountCopy: Sendable {
    private struct Head: Encodable {
        let madeAt: String
        let person: API.Me.Person
        let createdAt: String?
        let points: [API.MeteringPoints.Point]
        let consents: [API.ConsentResource.Document]
        /// What the consents answer, in the words that the person read.
        let needs: [API.DataNeeds.Document]
        let recipients: [Recipient]
        let programs: [Program]
        let catalogue: [API.DataCatalogue.Entry]
        let curves = API.Exports.path
    }

    private struct Program: Encodable {
        let name: String
        let scope: String
        let until: String
    }

    private enum Part {
        case head
        case accesses(before: Int64?)
        case over
    }

    private let head: [UInt8]
    private let account: AccountID
    private let tenant: Tenant
    private let part = Mutex(Part.head)

    init(for call: Call) throws {
        let (account, tenant) = (try SignedInAccount.required(call).account, call.tenant)
        let consents = try tenant.consents.consents(of: account)
        let (record, needs, recipients) = try tenant.access.read(in: tenant.id) { store in
            (
                try store.record(Account.self, account.text),
                try Set(consents.map(\.terms.need.text)).sorted().compactMap { try store.record(DataNeed.self, $0) },
                try Set(consents.map(\.terms.recipient.text)).sorted().compactMap {
                    try store.record(Recipient.self, $0)
                }
            )
        }
        let programs = try tenant.authorization.families(of: account, now: call.now).map {
            Program(name: try tenant.name(of: $0.client), scope: $0.scope.description, until: $0.expires.description)
        }
        let head = Head(
            madeAt: call.now.description, person: try API.Me.person(call), createdAt: record?.createdAt.description,
            points: try API.MeteringPoints.points(call).sorted { $0.point < $1.point },
            consents: try consents.map { try API.ConsentResource.Document($0, call) },
            needs: needs.map(API.DataNeeds.Document.init), recipients: recipients, programs: programs,
            catalogue: try API.Me.catalogue(call))
        (self.account, self.tenant, self.head) = (account, tenant, try AccountCopy.encode(head))
    }

    /// The next piece; nil after the last one.
    func next() throws -> [UInt8]? {
        try part.withLock { part in
            switch part {
            case .head:
                part = .accesses(before: nil)
                // The history stands last in the one object.
                return head.dropLast() + Array(",\"accesses\":[".utf8)
            case .accesses(let before):
                let accesses = try tenant.audit.accessHistory(of: account, before: before, limit: Cursor.pageSize)
                let documents = try accesses.map { try AccountCopy.encode(API.Me.AccessEntry($0, tenant)) }
                guard let last = accesses.last else {
                    part = .over
                    return Array("]}".utf8)
                }
                part = .accesses(before: last.facts.sequence)
                let separator = Array(",".utf8)
                return (before == nil ? [] : separator) + Array(documents.joined(separator: separator))
            case .over: return nil
            }
        }
    }

    private static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }
}
