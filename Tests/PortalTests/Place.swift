import Access
import EmbeddedStore
import Foundation
import Metering
import PortalKit
import Store
import TestKit

@testable import Web

/// One tenant of the neighbourhood: its homes, with a day of curves each, and its people.
final class Place: Sendable {
    static let password = "correct horse battery"
    static let homes = [PointID("14500000000001"), PointID("14500000000002"), PointID("14500000000003")]

    let tenant: Tenant
    let recipient = RecipientID("supplier")

    init(
        _ name: String, _ origin: String, _ folder: TemporaryFolder, _ key: MasterKey, _ opensSandbox: Bool,
        profile: TenantProfile? = nil
    ) throws {
        let data = try DataDirectory(folder.url.appending(path: name))
        if let profile { try data.documents.keep(profile) }
        let id = TenantID(name)
        var passwords = PasswordPolicy()
        passwords.cost = .least
        tenant = try Tenant(
            id, origin: origin, stores: data.tenantStores, access: AccessDatabase(in: data, .all),
            keys: key.keys(of: id),
            slots: KeyDerivationSlots(), passwords: passwords, opensSandbox: opensSandbox)
        try keep { session in
            for (number, home) in Place.homes.enumerated() {
                try session.keep(MeteringPoint(id: home))
                try session.keep(Place.pointDay(home, watts: Int32(100 * (number + 1))))
            }
        }
    }

    func keep(receivedAt: Instant = Neighbourhood.start, _ work: (ImportSession) throws -> Void) throws {
        let session = try tenant.ledger.begin(name: "file", now: receivedAt)
        try work(session)
        _ = try session.seal()
        try session.commit(sha256: UUID().uuidString, flows: "", size: 0, summary: "{}")
    }

    static func pointDay(_ point: PointID, on day: CivilDay = Neighbourhood.day, watts: Int32) -> PointDay {
        let curve = DayCurve(
            step: .minutes30, unit: .watt, values: Array(repeating: watts, count: Step.minutes30.count(in: day)))
        return PointDay(channel: Channel(point: point), day: day, curve: curve)
    }

    /// An account with a proven address.
    func person(_ name: String, _ role: Role = .resident) throws -> AccountID {
        let attributes = PersonalAttributes(name: "\(name) Canary", email: "\(name)@example.org")
        let registration = try tenant.accounts.register(
            attributes, password: Place.password, role: role, by: .machine, now: Neighbourhood.start)
        guard case .proofNeeded(let id, let secret) = registration,
            try tenant.accounts.verifyEmail(secret, now: Neighbourhood.start)
        else { throw Problem.failed }
        return id
    }

    /// A person who holds a home from a day on, up to whoever comes next.
    @discardableResult
    func holder(_ name: String, of home: PointID, from: CivilDay) throws -> (AccountID, Occupancy) {
        let account = try person(name)
        let occupancy = try tenant.occupancies.link(
            account, to: home, from: from, by: .machine, now: Neighbourhood.start)
        guard let occupancy else { throw Problem.failed }
        return (account, occupancy)
    }

    /// A session as the sign-in gives it, with the one-time password where the role needs one.
    func session(_ name: String, now: Instant = Neighbourhood.start) throws -> Credentials {
        let signIn = try tenant.accounts.signIn(
            email: "\(name)@example.org", password: Place.password, source: "test", now: now)
        switch signIn {
        case .open(let secret, _): return .session(secret)
        case .oneTimePasswordMissing(let secret):
            guard let proposed = try tenant.accounts.proposeOneTimePassword(.atSignIn, session: secret, now: now) else {
                throw Problem.failed
            }
            let confirmed = try tenant.accounts.confirm(
                .atSignIn, code: proposed.code(at: now), session: secret, now: now)
            guard case .open(let secret, _) = confirmed else { throw Problem.failed }
            return .session(secret)
        default: throw Problem.failed
        }
    }

    /// A building of some points, and the mandate of its manager.
    func building(_ name: String, of count: Int = 12, managedBy manager: AccountID) throws {
        try keep { session in
            let set = PointSet(id: name, kind: "building", useCase: "2a", visibility: .restricted)
            for number in 0..<count {
                let point = PointID("\(name)-\(number)")
                try session.keep(MeteringPoint(id: point))
                try session.keep(
                    Membership(channel: Channel(point: point), from: CivilDay(year: 2020, month: 1, day: 1)!), of: set)
            }
        }
        try tenant.access.transaction(in: tenant.id) {
            try $0.put(Mandate(manager: manager, set: name, from: Neighbourhood.start))
        }
    }

    func publishNeed(_ name: String = "need") throws -> DataNeed {
        let words = BilingualText(french: "Vos données", english: "Your data")
        let need = DataNeed(
            need: DataNeedID(name), recipient: recipient, purpose: words, carriers: [.electricity],
            directions: [.extraction], granularity: [.daily, .halfHourly], pastMonths: 12, durationMonths: 12,
            text: ConsentText(version: "1", body: words))
        try tenant.consents.publish(need, now: Neighbourhood.start)
        try tenant.access.transaction(in: tenant.id) {
            try $0.put(Agreement(recipient: recipient, from: Neighbourhood.start))
        }
        return need
    }

    /// A consent that nobody has answered, for another need.
    func asked(of occupancy: Occupancy) throws -> Consent {
        try tenant.consents.ask(
            publishNeed("second").need, of: occupancy.occupancy, by: .machine, now: Neighbourhood.start)
    }

    /// A consent in force.
    func consent(of account: AccountID, _ occupancy: Occupancy) throws -> Consent {
        let need = try publishNeed()
        let asked = try tenant.consents.ask(
            need.need, of: occupancy.occupancy, by: .machine, now: Neighbourhood.start)
        let choice = ConsentChoice(granularity: [.daily, .halfHourly], textHash: need.text.hash)
        return try tenant.consents.accept(asked.consent, choice, by: account, now: Neighbourhood.start)
    }
}
