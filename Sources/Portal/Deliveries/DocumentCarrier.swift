/// Brings a document to a destination.
package protocol DocumentCarrier: Sendable {
    /// Returns when the destination acknowledged the document. Sent again – since an acknowledgement was lost –, it has
    /// the same name and bytes, and changes nothing. Throws where it was not acknowledged.
    func carry(_ parcel: Parcel) async throws
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
package struct DocumentCarriers: DocumentCarrier {
    private let http: CheckedHTTPClient

    /// `reach`: the networks in which it calls addresses over HTTPS. SFTP servers are known by their host keys.
    package init(reach: AddressReach) { http = CheckedHTTPClient(reach: reach) }

    package func carry(_ parcel: Parcel) async throws {
        switch parcel.destination.way {
        case .folder(let path): try await FolderCarrier(path: path).carry(parcel)
        case .sftp(let place): try await SFTPCarrier(place: place).carry(parcel)
        case .put(let place, let user): try await PutCarrier(http: http, place: place, user: user).carry(parcel)
        case .ckan(let place, let dataset):
            try await CKANCarrier(http: http, place: place, dataset: dataset).carry(parcel)
        case .dataFair(let place, let prefix):
            try await DataFairCarrier(http: http, place: place, prefix: prefix).carry(parcel)
        }
    }
}
