import Access
import Metering
import Store

/// Finds the consents under which imports brought something that may be read, and queues the news of it.
///
/// It polls the ledger. How far it came (`NoticeMark`) is kept in the transaction that queues the notices: nothing is
/// missed after a crash, whoever imported.
struct NewData {
    let tenant: Tenant
    let now: Instant

    /// One side of a consent: what may be read of it.
    private struct Stream {
        let consent: Consent
        let occupancy: Occupancy
        let channel: Channel
    }

    /// At the first start nothing is new.
    func announce() throws {
        let known = tenant.ledger.known()
        guard known.horizon > Revision(0) else { return }
        let mark = try tenant.access.read(in: tenant.id) { try $0.record(NoticeMark.self, NoticeMark.id) }
        guard mark?.revision != known.horizon.number else { return }
        let touched = try mark.map { try consents(after: Revision($0.revision), known) } ?? []
        try tenant.access.transaction(in: tenant.id) { store in
            for id in touched {
                guard let consent = try store.consent(id), consent.isInForce(at: now) else { continue }
                try store.announce(.data, of: consent, at: now)
            }
            try store.put(NoticeMark(revision: known.horizon.number))
        }
    }

    private func consents(after revision: Revision, _ known: Known) throws -> Set<ConsentID> {
        let streams = try streams()
        let today = CivilDay(containing: now)
        guard let months = streams.map(\.consent.terms.pastMonths).max() else { return [] }
        let days = today.advanced(months: -months - 12)...today
        let found = try tenant.curves.newDays(of: Set(streams.map(\.channel)), in: days, after: revision, known)
        let touched = streams.filter { stream in
            (found[stream.channel] ?? []).contains { isReadable($0, stream) }
        }
        return Set(touched.map(\.consent.consent))
    }

    /// What the clients that have an address may read: each channel under each consent in force.
    private func streams() throws -> [Stream] {
        try tenant.access.read(in: tenant.id) { store in
            let recipients = Set(
                try store.records(OAuthClient.self).filter { $0.noticeAddress != nil }.map(\.recipient))
            let headers = try recipients.flatMap { try store.consentHeaders(to: $0) }.filter { $0.end == nil }
            return try headers.flatMap { header -> [Stream] in
                guard let consent = try store.consent(header.consent), consent.isInForce(at: now),
                    let occupancy = try store.record(Occupancy.self, header.occupancy.text)
                else { return [] }
                return consent.terms.carriers.flatMap { carrier in
                    consent.terms.directions.map { direction in
                        Stream(
                            consent: consent, occupancy: occupancy,
                            channel: Channel(point: occupancy.point, carrier: carrier, direction: direction))
                    }
                }
            }
        }
    }

    /// Whether a day may be read on one of the steps that were agreed to.
    private func isReadable(_ day: CivilDay, _ stream: Stream) -> Bool {
        [FigureStep.day, .halfHour].contains { step in
            stream.consent.clip(
                day...day, carrier: stream.channel.carrier, direction: stream.channel.direction, step: step
            ).flatMap(stream.occupancy.clip) != nil
        }
    }
}
