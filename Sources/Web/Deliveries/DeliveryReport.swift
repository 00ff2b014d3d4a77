import Access
import Metering

/// A destination, and what became of the documents for it.
package struct DeliveryReport: Sendable {
    package let destination: Destination
    /// The documents that it took, the latest first.
    package let receipts: [DeliveryReceipt]
    /// Those that wait, the next due first.
    package let waiting: [Delivery]
    /// Those of the last thirty days that were given up or refused, and neither arrived since nor wait again: the
    /// latest first.
    package let givenUp: [DeadLetter]
}

extension Deliveries {
    /// Of one destination, or of all by name. Costs all that they took. Throws `DestinationFault`.
    package func report(of name: String? = nil) throws -> [DeliveryReport] {
        try read { store in
            let destinations = try store.records(Destination.self).filter { name == nil || $0.name == name }
            if let name, destinations.isEmpty { throw DestinationFault.unknown(name) }
            let dead = try store.records(DeadLetter.self).filter { $0.message == Delivery.kind.name }
            return try destinations.map { destination in
                let name = destination.name
                let receipts = try store.records(DeliveryReceipt.self, of: name)
                let waiting = try store.records(Delivery.self, of: name)
                let mended = Set(receipts.map(\.id) + waiting.map(\.id))
                return DeliveryReport(
                    destination: destination, receipts: receipts.sorted { ($0.at, $0.file) > ($1.at, $1.file) },
                    waiting: waiting.sorted { ($0.due, $0.id) < ($1.due, $1.id) },
                    givenUp: dead.filter { $0.owner.hasPrefix("\(name) ") && !mended.contains($0.owner) }
                        .sorted { ($0.at, $0.owner) > ($1.at, $1.owner) })
            }
        }
    }
}
