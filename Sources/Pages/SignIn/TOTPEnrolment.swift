import Access
import HTTPTypes
import Web

/// Where an authenticator app is given its key: as a QR code, as text and as a link.
struct CodeSetupPage: Page {
    static let template = Template.codeSetup
    /// Whether the person's role asks for the app.
    let isRequired: Bool
    let key: String
    let uri: String
    let qr: QRCode?
    let form: FormView
}

/// Enrolment of an authenticator app: it is confirmed by a first code.
struct TOTPEnrolment {
    let call: Call
    /// Of the session that the app will protect.
    let secret: Secret
    /// Where the form goes.
    let action: String
    /// Whose password is asked for with the first code (ASVS 5.0, 7.5.1); nil where it was just given, by somebody
    /// whose role needs an app.
    let account: AccountID?

    private static let password = Field.password("password")
    private static let required = PageForm(TOTPSignIn.code, button: Message("Continue"))
    private static let chosen = PageForm(TOTPSignIn.code, password, button: Message("Continue"))

    private var enrolment: Accounts.Enrolment { account == nil ? .atSignIn : .byChoice }
    private var form: PageForm { account == nil ? TOTPEnrolment.required : TOTPEnrolment.chosen }

    func page() throws -> Answer { try page(form.blank) }

    /// The key stays the same while the session lasts.
    private func page(_ filled: FilledForm) throws -> Answer {
        guard let proposed = try call.tenant.accounts.proposeOneTimePassword(enrolment, session: secret, now: call.now)
        else {
            return SignIn.first(then: call)
        }
        let letters = Array(proposed.key)
        let groups = stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<min($0 + 4, letters.count)]) }
        let uri = proposed.uri(
            account: call.tenant.id.text, at: call.tenant.appearance.name.in(call.language))
        return CodeSetupPage(
            isRequired: account == nil, key: groups.joined(separator: " "), uri: uri, qr: QRCode(uri),
            form: filled.view(at: action, secret, call.language)
        ).answer(call, with: filled)
    }

    /// Confirms the proposed key by its first code.
    func take(then destination: String) throws -> Answer {
        let sent = try form.sent(by: call)
        guard let code = sent[TOTPSignIn.code] else { return try page(sent) }
        if let account {
            guard let password = sent[TOTPEnrolment.password] else { return try page(sent) }
            switch try call.tenant.accounts.confirm(password, of: account, source: call.from, now: call.now) {
            case .right: break
            case .wrong: return try page(sent.refused(TOTPEnrolment.password, .wrongPassword))
            case .tooMany(let seconds): return try page(sent.refused(retryAfter: seconds))
            }
        }
        let result = try call.tenant.accounts.confirm(
            enrolment, code: code, session: secret, source: call.from, now: call.now)
        return try TOTPSignIn.answer(result, to: sent, then: destination, call) { try page($0) }
    }
}
