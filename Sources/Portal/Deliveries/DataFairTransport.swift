import NIOHTTP1

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
        let name = document.stem.lowercased().map { $0.isLetter || $0.isNumber || $0 == "_" ? $0 : "-" }
        var request = OutgoingRequest(
            .POST, "\(place.address)/api/v1/datasets/\(prefix)-\(String(name))", authority: place.authority)
        var form = MultipartForm()
        form.add("file", file: document.name, document.mediaType, outgoing.bytes)
        request.take(form)
        request.fields.append(("x-apiKey", outgoing.secret ?? ""))
        try await http.deliver(request)
    }
}
