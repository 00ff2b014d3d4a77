package import Metering

/// A role that an account has besides the one that it was made with, about something, over some days: a resident who is
/// also a town's officer has one for that.
///
/// Managers of buildings have mandates instead (`Mandate`), which give their role too.
package struct Assignment: StoredRecord {
    package static let kind = RecordKind("assignment")
    package let id: String
    package let account: AccountID
    package let role: Role
    package let resource: Resource
    package let from: CivilDay
    /// The first day on which it does not hold; nil: until further notice.
    package internal(set) var until: CivilDay?

    package var owner: String { account.text }
    package var subject: SubjectID? { SubjectID(account) }
    package var end: Instant? { until?.start }

    /// Throws `AssignmentFault` where the role is not about such a thing, or it ends before it begins.
    package init(
        id: String = Secret.random().digest, _ role: Role, about resource: Resource, to account: AccountID,
        from: CivilDay, until: CivilDay? = nil
    ) throws(AssignmentFault) {
        guard role != .buildingManager else { throw .mandate }
        guard resource.fits(role) else { throw .resource(role, resource) }
        if let until, until <= from { throw .days(from, until) }
        self.id = id
        self.account = account
        self.role = role
        self.resource = resource
        self.from = from
        self.until = until
    }

    package func holds(on day: CivilDay) -> Bool { from <= day && until.map { day < $0 } ?? true }

    /// What a role is about.
    package enum Resource: Hashable, Sendable, Codable, CustomStringConvertible {
        /// All that the tenant has.
        case tenant
        /// What an organisation receives by its agreements.
        case recipient(String)

        package var description: String {
            switch self {
            case .tenant: "tenant"
            case .recipient(let name): "recipient:\(name)"
            }
        }

        /// `tenant`, `recipient:Ville de Lyon`.
        package init?(_ text: String) {
            if text == "tenant" {
                self = .tenant
            } else if text.hasPrefix("recipient:"), text.count > "recipient:".count {
                self = .recipient(String(text.dropFirst("recipient:".count)))
            } else {
                return nil
            }
        }

        /// Operators and auditors are the tenant's; officers act for an organisation; residents are so of the points
        /// that they hold, whichever these are.
        fileprivate func fits(_ role: Role) -> Bool {
            switch (role, self) {
            case (.operator, .tenant), (.auditor, .tenant), (.resident, .tenant), (.territoryOfficer, .recipient): true
            default: false
            }
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            guard let resource = Resource(try container.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "it is no resource: write tenant, or recipient:NAME")
            }
            self = resource
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(description)
        }
    }
}

package enum AssignmentFault: Error, Hashable, CustomStringConvertible {
    case mandate
    case resource(Role, Assignment.Resource)
    case days(CivilDay, CivilDay)
    case noAccount(AccountID)
    case notThere(String)

    package var description: String {
        switch self {
        case .mandate: "managers of buildings have mandates: maille mandates add"
        case .resource(let role, let resource):
            "a \(role.rawValue) has no role about \(resource): officers have one about recipient:NAME, all others tenant"
        case .days(let from, let until): "it would end on \(until), before it begins on \(from): give a later --until"
        case .noAccount(let account): "there is no account \(account.text): see maille accounts list"
        case .notThere(let id): "there is no assignment \(id): see maille assignments list"
        }
    }
}
