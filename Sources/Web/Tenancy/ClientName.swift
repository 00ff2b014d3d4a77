package import Access
import Store

extension Tenant {
    /// A client's name, for people.
    package func name(of client: ClientID) throws -> String {
        try access.read(in: id) { try $0.record(OAuthClient.self, client.text)?.name } ?? client.text
    }
}
