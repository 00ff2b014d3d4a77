import Access
import Store

extension Tenant {
    /// What people call a program.
    func name(of client: ClientID) throws -> String {
        try access.read(in: id) { try $0.record(OAuthClient.self, client.text)?.name } ?? client.text
    }
}
