/// Why nothing may be told of a point but to its own holder: national security, or a commercial secret of the site. A
/// supplier is no reason.
package enum SecrecyClass: String, CaseIterable, Hashable, Sendable, Codable {
    /// Defence and other sites of national security.
    case nationalSecurity = "national-security"
    /// A site whose consumption is a commercial secret.
    case commercial
    /// Takes back what an earlier list said.
    case open = "none"
}
