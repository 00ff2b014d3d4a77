import Access
import Metering
import Store

/// Delivers documents. One is acknowledged as its way says (`DeliveryTransport`); the receipt is kept at once, with the
/// next edition due.
///
/// All that is due for one destination is a batch, so that one that does not answer costs one try's patience a turn,
/// whatever waits for it. Editions of a document go in their order.
struct DeliverySender: OutboxSender {
    let transport: any DeliveryTransport
    /// After so long, the rest of a batch waits for the next turn, so that slow destinations hold up no other.
    var patience = Duration.seconds(60)

    var batchSize: Int { 1_000 }

    func send(_ batch: [Delivery], of tenant: Tenant, _ portal: Portal) async throws {
        let (end, clock) = (ContinuousClock.now + patience, portal.clock)
        var faults: [String: any Error] = [:]
        var rest = batch.sorted { $0.document.comesBefore($1.document) }[...]
        while let delivery = rest.popFirst() {
            do {
                let outgoing = try await portal.run(.stores) { try OutgoingDocument(delivery, of: tenant) }
                guard let outgoing else { continue }
                try await transport.send(outgoing)
                try await portal.run(.stores) {
                    try tenant.acknowledge(delivery, of: outgoing.destination, now: clock())
                }
            } catch {
                let fault = Task.isCancelled ? DeliveryFault.interrupted : error
                faults[delivery.id] = fault
                if (fault as? any OutboxFault)?.concernsOthers ?? false {
                    for other in rest { faults[other.id] = fault }
                    break
                }
            }
            if ContinuousClock.now > end, !rest.isEmpty {
                try await portal.run(.stores) { [rest] in try tenant.putBack(rest, now: clock()) }
                break
            }
        }
        if !faults.isEmpty { throw SomeNotTaken(faults: faults) }
    }
}

extension OutboxFault {
    /// Whether other documents would fare the same now.
    fileprivate var concernsOthers: Bool {
        switch self {
        case let fault as DeliveryFault: fault.concernsDestination
        case is WebhookFault: true
        default: false
        }
    }
}

extension DeliveredDocument {
    fileprivate func comesBefore(_ other: DeliveredDocument) -> Bool {
        (day.daysSinceEpoch, name, edition) < (other.day.daysSinceEpoch, other.name, other.edition)
    }
}

extension Tenant {
    /// Keeps that a destination took a document, and lets the next edition follow.
    fileprivate func acknowledge(_ delivery: Delivery, of destination: Destination, now: Instant) throws {
        try access.transaction(in: id) { store in
            // The destination was removed meanwhile, and perhaps another got its name: it has nothing of this.
            guard try store.record(Destination.self, delivery.destination) == destination else { return }
            try store.put(DeliveryReceipt(delivery, at: now))
            try store.remove(Delivery.self, delivery.id)
            try store.letGo(of: delivery.document)
            let next = delivery.id(ofEdition: delivery.document.edition + 1)
            if var follower = try store.record(Delivery.self, next), follower.due > now {
                follower.due = now
                try store.put(follower)
            }
            guard delivery.document.restrictedUse != nil else { return }
            try store.note(.documentDelivered, by: .machine, subject: nil, purpose: delivery.id, keys, now: now)
        }
    }

    fileprivate func putBack(_ rest: ArraySlice<Delivery>, now: Instant) throws {
        try access.transaction(in: id) { store in
            for delivery in rest where try store.record(Delivery.self, delivery.id) == delivery {
                try store.put(delivery.putBack(at: now))
            }
        }
    }
}
