/// Brings a document to a destination.
package protocol DeliveryTransport: Sendable {
    /// Returns when the destination acknowledged the document. Sent again – since an acknowledgement was lost –, it has
    /// the same name and bytes, and changes nothing. Throws where it was not acknowledged.
    func send(_ outgoing: OutgoingDocument) async throws
}

/// The ways that there are.
///
/// | Way | Acknowledged |
/// |---|---|
/// | folder | the file and its name are durable |
/// | SFTP | the renaming was confirmed, and the server lists the file with its length |
/// | HTTPS PUT | a status from 200 to 299 |
/// | CKAN | the same, and `"success": true` |
/// | Data Fair | the same: it has the file, and indexes it later |
package struct DeliveryTransports: DeliveryTransport {
    private let http: CheckedHTTPClient

    /// `reach`: the networks in which it calls addresses over HTTPS. SFTP servers are known by their host keys.
    package init(reach: AddressReach) { http = CheckedHTTPClient(reach: reach) }

    package func send(_ outgoing: OutgoingDocument) async throws {
        switch outgoing.destination.way {
        case .folder(let path): try await FolderTransport(path: path).send(outgoing)
        case .sftp(let place): try await SFTPTransport(place: place).send(outgoing)
        case .put(let place, let user): try await PutTransport(http: http, place: place, user: user).send(outgoing)
        case .ckan(let place, let dataset):
            try await CKANTransport(http: http, place: place, dataset: dataset).send(outgoing)
        case .dataFair(let place, let prefix):
            try await DataFairTransport(http: http, place: place, prefix: prefix).send(outgoing)
        }
    }
}
