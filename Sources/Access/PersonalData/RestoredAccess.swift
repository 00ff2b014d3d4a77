/// What lets somebody in without being asked again, in a backup that was put back: whatever was ended since the backup
/// would be open again.
package enum RestoredAccess {
    /// Ends all sessions and pending codes and links, and takes back what people approved for applications, which ask
    /// them again. Gives how many sessions and approvals that were.
    ///
    /// Consents, suspensions, passwords and secrets stay as the backup has them. Costs the records of these kinds.
    package static func end(on store: any RecordStore, in tenant: TenantID) throws -> Int {
        try store.transaction(in: tenant) { store in
            let sessions = try store.records(Session.self)
            for session in sessions { try store.remove(Session.self, session.id) }
            for reset in try store.records(PasswordReset.self) { try store.remove(PasswordReset.self, reset.id) }
            for code in try store.records(AuthorizationCode.self) { try store.remove(AuthorizationCode.self, code.id) }
            for code in try store.records(DeviceCode.self) { try store.remove(DeviceCode.self, code.id) }
            let families = try store.records(TokenFamily.self).filter { !$0.isRevoked }
            for family in families { try store.revoke(family: family.id) }
            return sessions.count + families.count
        }
    }
}
