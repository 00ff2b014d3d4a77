/// Takes messages to addresses of third parties.
package protocol WebhookClient: Sendable {
    /// Posts XML and gives the status of the answer, whatever it is. Throws where there was no answer.
    func post(_ body: [UInt8], to address: String) async throws -> Int
}
