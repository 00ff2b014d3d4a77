package import Access
package import Metering
package import Services
package import Store

/// A tenant's destinations, and the documents on their way to them.
package struct Deliveries: Sendable {
    private let access: any RecordStore
    private let keys: TenantKeys
    private let releases: any ReleaseRegister
    private let documents: any DocumentStore

    package init(
        _ access: any RecordStore, _ keys: TenantKeys, _ releases: any ReleaseRegister,
        _ documents: any DocumentStore
    ) {
        (self.access, self.keys) = (access, keys)
        (self.releases, self.documents) = (releases, documents)
    }

    func read<Result>(_ body: (any RecordReading) throws -> Result) throws -> Result {
        try access.read(in: keys.tenant, body)
    }

    // MARK: destinations

    /// Adds a destination, and queues the public documents that it may have and that are published already, each in its
    /// last edition. Restricted ones come as days are published, also again. Gives how many it queued. Throws
    /// `DestinationFault`.
    package func add(_ draft: Destination.Draft, by operator: Agent, now: Instant) throws -> Int {
        try check(draft)
        let destination = try Destination(draft, keys, at: now)
        let published = try published(for: destination)
        try access.transaction(in: keys.tenant) { store in
            guard try store.record(Destination.self, draft.name) == nil else {
                throw DestinationFault.taken(draft.name)
            }
            try store.insert(destination)
            try store.note(
                .destinationAdded, by: `operator`, subject: nil, purpose: draft.name, keys, now: now)
            for document in published { _ = try store.queue(document, to: destination, now: now) }
        }
        // A publication that did not see the destination yet has kept its documents by now.
        return try retry(draft.name, now: now)
    }

    private func check(_ draft: Destination.Draft) throws {
        guard draft.name.wholeMatch(of: /[a-z][a-z0-9-]{0,39}/) != nil else { throw DestinationFault.badName }
        if let secret = draft.secret {
            guard (1...1_000).contains(secret.utf8.count), secret.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
            else { throw DestinationFault.badSecret }
        }
        switch draft.way {
        case .ckan(_, let name), .dataFair(_, let name):
            guard name.wholeMatch(of: /[a-z0-9][a-z0-9_-]{0,99}/) != nil else { throw DestinationFault.badDataset }
            guard draft.secret != nil else { throw DestinationFault.noSecret }
        case .put(_, user: .some): guard draft.secret != nil else { throw DestinationFault.noSecret }
        default: break
        }
        if let recipient = draft.recipient {
            guard try releases.agreements().contains(where: { $0.agreement.isWith(recipient) }) else {
                throw DestinationFault.noAgreement(recipient)
            }
        }
    }

    /// Removes a destination, its secret, what waits for it and what it took.
    package func remove(_ name: String, by operator: Agent, now: Instant) throws {
        try access.transaction(in: keys.tenant) { store in
            guard try store.record(Destination.self, name) != nil else { throw DestinationFault.unknown(name) }
            for receipt in try store.records(DeliveryReceipt.self, of: name) {
                try store.remove(DeliveryReceipt.self, receipt.id)
            }
            for delivery in try store.records(Delivery.self, of: name) {
                try store.remove(Delivery.self, delivery.id)
                try store.letGo(of: delivery.document)
            }
            try store.remove(Destination.self, name)
            try store.note(.destinationRemoved, by: `operator`, subject: nil, purpose: name, keys, now: now)
        }
    }

    /// Tries at once what waits for a destination, and queues again the public documents that were given up. Gives how
    /// many wait.
    package func retry(_ name: String, now: Instant) throws -> Int {
        guard let destination = try read({ try $0.record(Destination.self, name) }) else {
            throw DestinationFault.unknown(name)
        }
        let published = try published(for: destination)
        return try access.transaction(in: keys.tenant) { store in
            // Removed meanwhile: nothing is queued for it.
            guard try store.record(Destination.self, name) == destination else { return 0 }
            for document in published { _ = try store.queue(document, to: destination, now: now) }
            let waiting = try store.records(Delivery.self, of: name)
            for var delivery in waiting {
                delivery.due = now
                try store.put(delivery)
            }
            return waiting.count
        }
    }

    /// The public documents that a destination may have, each in its last edition. Costs the names of all that were
    /// published, and the bytes of these.
    private func published(for destination: Destination) throws -> [DeliveredDocument] {
        guard destination.recipient == nil else { return [] }
        let policy = destination.policy
        let published = try documents.publishedNames(of: policy).compactMap { file in
            DeliveredDocument(file: file, [], of: policy).map { (file, $0) }
        }
        let latest = Dictionary(published.map { ($0.1.name, $0) }) { $0.1.edition < $1.1.edition ? $1 : $0 }
        return try latest.values.filter { destination.wants($0.1) }.sorted { $0.0 < $1.0 }.compactMap { file, _ in
            try documents.published(file, of: policy).flatMap { DeliveredDocument(file: file, $0, of: policy) }
        }
    }

    // MARK: publications

    /// Queues the documents of a publication for each destination that may have them and did not take them yet, with
    /// the bytes of restricted ones, sealed. Announced again, nothing is queued twice. Gives how many it queued.
    package func announce(_ published: PublishedDocuments, of policy: String, now: Instant) throws -> Int {
        let destinations = try access.read(in: keys.tenant) { try $0.records(Destination.self) }
            .filter { $0.policy == policy }
        guard !destinations.isEmpty else { return 0 }
        let agreements = try releases.agreements()
        let offers = published.documents.flatMap { document in
            guard let named = DeliveredDocument(document, on: published.day, of: policy) else { return [Offer]() }
            return destinations.filter { destination in
                destination.wants(named) && destination.isNamed(in: document, named, by: agreements)
            }.map { Offer(document: named, bytes: document.bytes, destination: $0) }
        }
        guard !offers.isEmpty else { return 0 }
        return try access.transaction(in: keys.tenant) { store in
            try offers.count { offer in
                guard try store.queue(offer.document, to: offer.destination, now: now) else { return false }
                guard offer.document.restrictedUse != nil else { return true }
                let id = HeldDocument.id(of: offer.document)
                if try store.record(HeldDocument.self, id) == nil {
                    try store.insert(HeldDocument(offer.document, offer.bytes, keys))
                }
                return true
            }
        }
    }

    private struct Offer {
        let document: DeliveredDocument
        let bytes: [UInt8]
        let destination: Destination
    }

    /// Of records that were put back from a backup: forgets what waited. Agreements that ended since would be in force
    /// again; what is published again is announced again.
    package static func forgetWaiting(in store: any RecordStore, of tenant: TenantID) throws {
        try store.transaction(in: tenant) { store in
            for delivery in try store.records(Delivery.self) { try store.remove(Delivery.self, delivery.id) }
            for held in try store.records(HeldDocument.self) { try store.remove(HeldDocument.self, held.id) }
        }
    }
}

extension Destination {
    /// Whether a document is of its days, of a type that it takes, and as public as what it gets.
    fileprivate func wants(_ document: DeliveredDocument) -> Bool {
        document.policy == policy && document.day >= from && way.takes(type: document.type)
            && (recipient == nil) == (document.restrictedUse == nil)
    }

    /// Of a restricted document: whether it names the recipient, and an agreement still covers it.
    fileprivate func isNamed(
        in document: PublishedDocuments.Document, _ named: DeliveredDocument, by agreements: [KeptAgreement]
    ) -> Bool {
        guard let recipient else { return true }
        guard document.content?.agreements.contains(where: { $0.agreement.isWith(recipient) }) ?? false else {
            return false
        }
        do {
            try requireRight(to: named, by: agreements)
            return true
        } catch {
            return false
        }
    }
}

extension RecordTransaction {
    /// False where the destination took the document already, or waits for it.
    fileprivate func queue(_ document: DeliveredDocument, to destination: Destination, now: Instant) throws -> Bool {
        let delivery = Delivery(document, to: destination, at: now)
        guard try record(DeliveryReceipt.self, delivery.id) == nil, try record(Delivery.self, delivery.id) == nil
        else { return false }
        try insert(delivery)
        return true
    }
}
