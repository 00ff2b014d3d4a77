import Access
import HTTPTypes
import Web

/// Enrolment of an authenticator app: its key as a QR code, as text and as a link, confirmed by a first code.
struct TOTPEnrolment {
    let call: Call
    /// Of the session that the app will protect.
    let secret: Secret
    /// Where the form goes.
    let action: String
    /// Whose password is asked for with the first code (ASVS 5.0, 7.5.1); nil where it was just given, by somebody
    /// whose role needs an app.
    let account: AccountID?

    private enum Fault { case code, password }

    private var enrolment: Accounts.Enrolment { account == nil ? .atSignIn : .byChoice }

    func page() throws -> Answer { try page(nil) }

    /// The key stays the same while the session lasts.
    private func page(_ fault: Fault?) throws -> Answer {
        guard let proposed = try call.tenant.accounts.proposeOneTimePassword(enrolment, session: secret, now: call.now)
        else {
            return SignIn.first(then: call)
        }
        let letters = Array(proposed.key)
        let groups = stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<min($0 + 4, letters.count)]) }
        let uri = proposed.uri(
            account: call.tenant.id.text, at: call.tenant.appearance.name.in(call.language))
        return Page.answer(
            "code-setup",
            [
                "action": action, "stepToken": Session.formToken(of: secret), "isWrong": fault == .code,
                "isWrongPassword": fault == .password, "isRequired": account == nil,
                "key": groups.joined(separator: " "), "uri": uri, "qr": QRCode(uri),
            ], for: call, status: fault == nil ? .ok : .unprocessableContent)
    }

    /// Confirms the proposed key by its first code.
    func take(_ form: Form, then destination: String) throws -> Answer {
        if let account {
            switch try call.tenant.accounts.confirm(
                form["password"], of: account, source: call.from, now: call.now)
            {
            case .right: break
            case .wrong: return try page(.password)
            case .tooMany(let seconds): throw Problem.tooMany(retryAfter: seconds)
            }
        }
        let result = try call.tenant.accounts.confirm(
            enrolment, code: form["code"], session: secret, source: call.from, now: call.now)
        return try TOTPSignIn.answer(result, destination, call) { try page(.code) }
    }
}
