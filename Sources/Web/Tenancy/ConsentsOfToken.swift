package import Access
package import Metering

extension RecordReading {
    /// The consents, in any state, that a client may see: its recipient's, and where its token names some, those
    /// alone. `point` narrows the search to one point's occupancies.
    package func consents(to token: AccessTokenInfo, of point: PointID? = nil) throws -> [Consent] {
        let ids: [ConsentID]
        if let point {
            ids = try records(Occupancy.self, of: point.text).flatMap { occupancy in
                try records(ConsentHeader.self, of: occupancy.id).map(\.consent)
            }
        } else if let named = token.consents {
            ids = named.sorted { $0.text < $1.text }
        } else {
            ids = try consentHeaders(to: token.recipient).map(\.consent)
        }
        return try ids.filter { token.consents?.contains($0) ?? true }.compactMap { try consent($0) }
            .filter { $0.terms.recipient == token.recipient }
    }
}
