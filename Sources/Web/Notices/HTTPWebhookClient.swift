import NIOHTTP1

/// Posts over HTTPS to addresses that others chose, in bounded time, reading nothing but the status
/// (`CheckedHTTPClient`).
package struct HTTPWebhookClient: WebhookClient {
    private let http: CheckedHTTPClient

    package init(reach: AddressReach, seconds: Int64 = 15) { http = CheckedHTTPClient(reach: reach, seconds: seconds) }

    package func post(_ body: [UInt8], to address: String) async throws -> Int {
        var request = OutgoingRequest(.POST, address)
        request.fields = [("Content-Type", "application/xml; charset=utf-8")]
        request.body = body
        return try await http.send(request).status
    }
}
