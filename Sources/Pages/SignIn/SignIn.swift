import Access
import HTTPTypes
import Web

/// Where a person signs in.
struct SignInPage: Page {
    static let template = Template.login
    /// What was just done: an address confirmed, a password changed.
    let news: String?
    let form: FormView
}

/// Signing in and out.
enum SignIn {
    static let routes = [
        Route(.get, "/login", for: .everyone) { call in page(for: call) },
        Route(.post, "/login", for: .everyone, body: .form, work: .slow) { call in try signIn(call) },
        Route(.post, "/logout", for: .signedIn, body: .form) { call in
            try call.tenant.accounts.signOut(SignedInAccount.required(call).secret, now: call.now)
            var answer = Answer.seeOther("/login").with(cookie: call.cookie.cleared())
            // What the browser still holds of the person's pages goes too (ASVS 5.0, 14.3.1).
            answer.fields[.clearSiteData] = "\"cache\", \"storage\""
            return answer
        },
    ]

    private static let email = Field.userName("email", Message("E-mail address"))
    private static let password = Field.password("password")
    private static let form = PageForm(email, password, button: Message("Sign in"))

    /// Signing out, from every page.
    static let out = PageForm(button: .init(label: Message("Sign out"), weight: .quiet))

    /// Sends a person to sign in and back.
    static func first(then call: Call) -> Answer { first(then: call.address) }

    static func first(then address: String) -> Answer { .seeOther("/login?" + FormEncoding.pair("to", address)) }

    /// Where a person goes after signing in: on this site alone, whatever the address says.
    static func destination(_ call: Call) -> String {
        guard let to = call.query["to"], to.hasPrefix("/"), !to.hasPrefix("//"),
            to.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return "/account" }
        return to
    }

    /// An address of the steps of signing in, with where the person goes after.
    static func address(_ path: String, _ call: Call) -> String {
        path + "?" + FormEncoding.pair("to", destination(call))
    }

    static func page(_ filled: FilledForm = form.blank, news: Message? = nil, for call: Call) -> Answer {
        SignInPage(news: news?.in(call.language), form: filled.view(at: address("/login", call), for: call))
            .answer(call, with: filled)
    }

    /// The page after all sessions of an account have ended.
    static func page(signedOut call: Call, news: Message) -> Answer {
        SignInPage(
            news: news.in(call.language), form: form.blank.view(at: address("/login", call), nil, call.language)
        ).answer(in: Frame(signedOut: call)).with(cookie: call.cookie.cleared())
    }

    /// On with an open session, in a browser that is known from now on.
    static func opened(
        _ secret: Secret, _ session: Session, then destination: String, _ call: Call
    ) throws -> Answer {
        let answer = Answer.seeOther(destination).with(cookie: call.cookie.set(secret))
        let device = try call.tenant.accounts.knownDevice(of: session.account, now: call.now)
        return device.map { answer.with(cookie: call.deviceCookie.set($0)) } ?? answer
    }

    private static func signIn(_ call: Call) throws -> Answer {
        let sent = try form.sent(by: call)
        guard let email = sent[email], let password = sent[password] else { return page(sent, for: call) }
        let result = try call.tenant.accounts.signIn(email: email, password: password, source: call.from, now: call.now)
        // A session that the browser still has ends with the new one (ASVS 5.0, 7.2.4).
        if result.isRight, let former = call.cookie.secret(in: call.headers) {
            try call.tenant.accounts.signOut(former, now: call.now)
        }
        switch result {
        case .open(let secret, let session): return try opened(secret, session, then: destination(call), call)
        case .oneTimePasswordNeeded(let secret):
            return .seeOther(address(TOTPSignIn.path, call)).with(cookie: call.cookie.set(secret))
        case .oneTimePasswordMissing(let secret):
            return .seeOther(address(TOTPSignIn.setupPath, call)).with(cookie: call.cookie.set(secret))
        case .refused:
            let refused = sent.refused(
                Message(
                    "The address or the password is not right, or the address is not confirmed yet. Check them, or open the link that you got by e-mail."
                ))
            return page(refused, for: call)
        case .tooMany(let seconds): return page(sent.refused(retryAfter: seconds), for: call)
        }
    }
}

extension Accounts.SignIn {
    /// Whether a new session took the place of what the browser had.
    fileprivate var isRight: Bool {
        switch self {
        case .open, .oneTimePasswordNeeded, .oneTimePasswordMissing: true
        case .refused, .tooMany: false
        }
    }
}
