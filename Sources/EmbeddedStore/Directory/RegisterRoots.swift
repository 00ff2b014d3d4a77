package import Access
package import Metering
import Store

extension DataDirectory {
    /// The register's head, signed. The caller puts it where whoever can write to the data directory cannot.
    package func signRegister(by keys: TenantKeys, now: Instant) throws -> RegisterRoot {
        let head = try releases.head()
        return try RegisterRoot(rows: head.rows, link: head.link, at: now, by: keys)
    }

    /// One sentence for each root that is not signed with the tenant's key, or that the register does not hold.
    package func faults(of roots: [RegisterRoot], _ keys: TenantKeys) throws -> [String] {
        try roots.compactMap { root in
            guard try root.isSigned(by: keys) else {
                return "the root of recording \(root.rows) is not signed with this tenant's key"
            }
            let head = RegisterHead(rows: root.rows, link: root.link)
            return try releases.standing(of: head).fault(of: head, in: "the root of \(root.at)")
        }
    }
}
