import NIOHTTP1
import Store

/// Keeps a document as a dataset of Data Fair, whose identifier is a prefix and the name that its editions have in
/// common: one request makes it or replaces its file.
///
/// While Data Fair still indexes the file before, it answers with 409, and the next one is tried again later.
///
/// Source: Data Fair 6, `POST /api/v1/datasets/{id}` with `x-apiKey` and the file in a multipart form; identifiers have
/// small letters, digits, `-` and `_`.
struct DataFairTransport: DeliveryTransport {
    let http: CheckedHTTPClient
    let place: HTTPSPlace
    let prefix: String

    func send(_ outgoing: OutgoingDocument) async throws {
        let document = outgoing.document
        let name = "\(prefix)-\(DataFairTransport.identifier(of: String(document.stem)))"
        var request = OutgoingRequest(
            .POST, "\(place.address)/api/v1/datasets/\(name)", authority: place.authority)
        var form = MultipartForm()
        form.add("file", file: document.name, document.mediaType, outgoing.bytes)
        request.take(form)
        request.fields.append(("x-apiKey", outgoing.secret ?? ""))
        try await http.deliver(request)
    }

    /// A name as part of an identifier: with a part of its SHA-256 where the letters that identifiers have do not spell
    /// it, so that two documents are never one dataset.
    static func identifier(of name: String) -> String {
        let letters = name.lowercased().map { "abcdefghijklmnopqrstuvwxyz0123456789_-".contains($0) ? $0 : "-" }
        let spelt = String(letters)
        return spelt == name ? spelt : "\(spelt)-\(Fingerprint.of(Array(name.utf8)).prefix(12))"
    }
}
