/// Sends notices to addresses that third parties registered.
package protocol WebhookClient: Sendable {
    /// Posts XML and gives the status of the answer, whatever it is. Throws where there was no answer.
    func post(_ body: [UInt8], to address: String) async throws -> Int
}
