import Access
import Exchange
import Metering
import Store
import Web

/// What one consent gives a third party.
struct Subscription: Sendable {
    let consent: Consent
    let occupancy: Occupancy
    let base: ESPIBase
    /// The point's name for this recipient alone.
    let usagePoint: String

    init(_ consent: Consent, of occupancy: Occupancy, _ tenant: Tenant) {
        self.consent = consent
        self.occupancy = occupancy
        base = ESPIBase(origin: tenant.origin)
        usagePoint = String(
            tenant.keys.index(of: "\(consent.terms.recipient)\u{0}\(occupancy.point)", as: "usage-point").prefix(22))
    }

    var id: String { consent.consent.text }
    var path: ESPIPath { .usagePoint(usagePoint, ofSubscription: id) }

    /// The usage points of the subscription: its point, once for each carrier.
    var usagePoints: [ESPIUsagePoint] {
        carriers.map { carrier in
            ESPIUsagePoint(.usagePoint(name(of: carrier), ofSubscription: id), carrier: carrier)
        }
    }

    var carriers: [Carrier] { consent.terms.carriers.sorted { $0.rawValue < $1.rawValue } }

    func carrier(named name: String) -> Carrier? { carriers.first { self.name(of: $0) == name } }

    private func name(of carrier: Carrier) -> String { "\(usagePoint)-\(carrier.rawValue)" }
}

extension Call {
    /// The subscriptions of a third party's token that hold now.
    func subscriptions() throws -> [Subscription] {
        guard case .client(let token) = caller else { return [] }
        return try tenant.access.read(in: tenant.id) { store in
            guard try store.agreement(with: token.recipient, now: now) != nil else { return [] }
            return try store.consents(to: token).compactMap { try subscription(under: $0, store) }
        }
    }

    /// Nil where the consent gives nothing now.
    private func subscription(under consent: Consent, _ store: any RecordReading) throws -> Subscription? {
        guard consent.isInForce(at: now),
            let occupancy = try store.record(Occupancy.self, consent.terms.occupancy.text), occupancy.isCurrent(at: now)
        else { return nil }
        return Subscription(consent, of: occupancy, tenant)
    }

    /// The subscription that the path names: anybody else's, and one that ended, is not there.
    func subscription() throws -> Subscription {
        guard case .client(let token) = caller else { throw Problem.notFound }
        let id = ConsentID(parameter("subscription"))
        let found = try tenant.access.read(in: tenant.id) { store -> Subscription? in
            guard token.consents?.contains(id) ?? true, let consent = try store.consent(id),
                consent.terms.recipient == token.recipient,
                try store.agreement(with: token.recipient, now: now) != nil
            else { return nil }
            return try subscription(under: consent, store)
        }
        guard let found else { throw Problem.notFound }
        return found
    }
}
