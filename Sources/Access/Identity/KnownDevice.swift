package import Metering

/// A browser in which somebody signed in before, as the text proves that it gives back (OWASP, *device cookies*).
///
/// What strangers fail at does not keep it out: its own failures are counted apart. It opens nothing, and says nothing
/// of whose it is; nothing of it is kept here. A new password and a new second step make every browser a stranger: who
/// knew the password before may have collected them.
package struct KnownDevice: Hashable, Sendable {
    /// Seconds for which a browser is known after a sign-in.
    package static let lifetime = 365 * 86_400

    /// `moment.nonce.mac`, for a cookie.
    package let text: String
    /// Under which its tries are counted.
    let id: String

    /// After a sign-in.
    init(of account: Account, _ keys: TenantKeys, now: Instant) {
        id = "\(now.secondsSinceEpoch).\(Base64URL.encode(RandomBytes.make(16)))"
        text = "\(id).\(KnownDevice.mac(id, account.login, account.password, account.oneTimeSecret, keys))"
    }

    /// What a browser gives back; nil where it was not given for this login, password and second step, or too long ago.
    init?(
        _ text: String, of login: String, _ password: PasswordHash, _ secondStep: Sealed?, _ keys: TenantKeys,
        now: Instant
    ) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let given = Int64(parts[0]) else { return nil }
        id = "\(parts[0]).\(parts[1])"
        self.text = text
        guard areEqualInConstantTime(String(parts[2]), KnownDevice.mac(id, login, password, secondStep, keys)),
            now.secondsSinceEpoch - given < Int64(KnownDevice.lifetime)
        else { return nil }
    }

    private static func mac(
        _ id: String, _ login: String, _ password: PasswordHash, _ secondStep: Sealed?, _ keys: TenantKeys
    ) -> String {
        keys.index(of: "\(login) \(id) \(password.text)\(secondStep.map { " \($0.text)" } ?? "")", as: "device")
    }
}

extension Accounts {
    /// For the browser in which somebody has just signed in; nil for an erased person.
    package func knownDevice(of account: AccountID, now: Instant) throws -> KnownDevice? {
        try store.read(in: keys.tenant) { try $0.record(Account.self, account.text) }
            .map { KnownDevice(of: $0, keys, now: now) }
    }
}
