import Access
import Foundation
import HTTPTypes
import Metering
import TestKit
import Testing

@testable import Web

@Suite("People's pages", .fewAtOnce)
struct PeoplePagesTests {
    private let desk: FrontDesk

    init() throws { desk = try FrontDesk() }

    /// The value of a hidden field of a page.
    private func hidden(_ name: String, in page: Reply) throws -> String {
        let field = try #require(page.text.firstRange(of: "name=\"\(name)\" value=\""))
        return String(page.text[field.upperBound...].prefix { $0 != "\"" })
    }

    /// The session that an answer sets.
    private func session(in reply: Reply) throws -> Secret {
        try #require(
            reply.fields[values: .setCookie].first { $0.hasPrefix("maille=") && !$0.contains("Max-Age=0") }
                .map { Secret(String($0.dropFirst(7).prefix { $0 != ";" })) })
    }

    @Test("take a person from registration through the letters to a point of their own")
    func whole() async throws {
        let fields = [
            ("name", " Léa <i>Roux</i> "), ("email", "lea@example.org"), ("password", "quatre mots sans lien"),
        ]
        .map { (name: $0.0, value: $0.1) }
        let registered = try await desk.submit("/register", fields)
        #expect(registered.status == 200)
        // Whether an address has an account is told to its holder alone.
        let again = try await desk.submit("/register", fields)
        #expect(again.status == 200 && again.text == registered.text)
        #expect(desk.mail.letters.map(\.subject) == ["Confirm your address", "Confirm your address"])
        #expect(try await desk.submit("/login", fields).status == 422)
        let codes = try desk.mail.letters.map { letter in
            let link = try #require(letter.text.firstRange(of: "/verify?code="))
            return String(letter.text[link.upperBound...].prefix { !$0.isNewline })
        }
        // The last registration of an address that nobody has proven is the one that counts.
        func prove(_ code: String, _ password: String = "quatre mots sans lien") async throws -> Reply {
            try await desk.submit("/verify", [(name: "code", value: code), (name: "password", value: password)])
        }
        #expect(try await prove(codes[0]).status == 422)
        let code = codes[1]
        #expect(try await desk.page("/verify?code=\(code)").text.contains(code))
        #expect(try await desk.submit("/login", fields).status == 422)
        // A click of whoever has the address, without the password, opens nothing.
        #expect(try await prove(code, "").status == 422)
        #expect(try await desk.submit("/login", fields).status == 422)
        #expect(try await prove(code).status == 200)
        #expect(try await prove(code).status == 422)
        let known = try await desk.submit("/register", fields)
        #expect(known.text == registered.text)
        #expect(desk.mail.letters.last?.subject == "You have an account already")
        let signedIn = try await desk.submit("/login?to=%2Factivation", fields)
        #expect(signedIn.status == 303 && signedIn.fields[.location] == "/activation")
        let session = try session(in: signedIn)
        let letter = try desk.tenant.occupancies.issueActivationLetter(
            for: Place.homes[1], from: CivilDay(containing: desk.now), by: .machine, now: desk.now)
        #expect(try await desk.submit("/activation", [(name: "code", value: "x")], session).status == 422)
        #expect(try await desk.submit("/activation", [(name: "code", value: letter)], session).status == 303)
        let account = try await desk.page("/account", session)
        #expect(account.text.contains(Place.homes[1].text) && account.text.contains("Léa &lt;i&gt;Roux&lt;/i&gt;"))
    }

    @Test(
        "say next to the field what to write instead, and keep what was typed",
        arguments: [
            ("", "a@example.org", "Write your name"), ("A", "a@example", nil),
            ("A", "no address", "Write the address like"),
            ("A", "a@example.org,b@example.org", "Write the address like"),
            ("A", "-oX@example.org", "Write the address like"),
            ("A", "a@example.org\r\nBcc: b@example.org", "Write the address like"),
        ] as [(String, String, String?)])
    func registration(name: String, email: String, fault: String?) async throws {
        let reply = try await desk.submit(
            "/register",
            [
                (name: "name", value: name), (name: "email", value: email),
                (name: "password", value: "four words so long"),
            ])
        #expect(reply.status == (fault == nil ? 200 : 422))
        if let fault { #expect(reply.text.contains(fault) && reply.text.contains("value=\"\(name)\"")) }
        #expect(desk.mail.letters.count == (fault == nil ? 1 : 0))
    }

    @Test("refuse passwords with what to do")
    func password() async throws {
        for password in ["short", "motdepasse2026", "aaaaaaaaaaaaaaaa"] {
            let reply = try await desk.submit(
                "/register",
                [
                    (name: "name", value: "A"), (name: "email", value: "a@example.org"),
                    (name: "password", value: password),
                ])
            #expect(reply.status == 422 && reply.text.contains("take"))
        }
    }

    @Test("send a browser to sign in, with the way back, and tell a program in JSON")
    func signedOut() async throws {
        let page = try await desk.page("/accesses?before=7")
        #expect(page.status == 303 && page.fields[.location] == "/login?to=%2Faccesses%3Fbefore%3D7")
        let program = try await desk.send(.get, "/accesses")
        #expect(program.status == 401 && program.fields[.contentType] == "application/problem+json")
    }

    @Test("never lead to another site after signing in")
    func destination() async throws {
        let form = [(name: "email", value: "anna@example.org"), (name: "password", value: Place.password)]
        for to in [
            "https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "\\\\evil.example",
            "", "/\t/evil.example",
        ] {
            let reply = try await desk.submit("/login?" + FormEncoding.query([("to", to)]), form)
            #expect(reply.status == 303 && reply.fields[.location] == "/account")
        }
    }

    @Test("take no sign-in that another site sends")
    func otherSite() async throws {
        let form = [(name: "email", value: "anna@example.org"), (name: "password", value: Place.password)]
        for fields: HTTPFields in [
            [.origin: "https://evil.example"], [HTTPField.Name("Sec-Fetch-Site")!: "cross-site"],
        ] {
            #expect(try await desk.submit("/login", form, fields: fields).status == 403)
        }
    }

    @Test("tell who tries too often when to come back")
    func tooOften() async throws {
        let form = [(name: "email", value: "anna@example.org"), (name: "password", value: "wrong wrong wrong")]
        for _ in 0..<10 { #expect(try await desk.submit("/login", form).status == 422) }
        let reply = try await desk.submit("/login", form)
        #expect(reply.status == 429 && reply.fields[.retryAfter] != nil && reply.text.contains("Too many tries"))
    }

    /// The key that the page shows.
    private func proposed(_ enrolment: Accounts.Enrolment, to session: Secret) throws -> OneTimePassword {
        try #require(try desk.tenant.accounts.proposeOneTimePassword(enrolment, session: session, now: desk.now))
    }

    @Test("let staff in with a second step alone, set up once")
    func secondStep() async throws {
        _ = try desk.place.person("odile", .operator)
        let form = [(name: "email", value: "odile@example.org"), (name: "password", value: Place.password)]
        func signIn(to step: String) async throws -> Secret {
            let reply = try await desk.submit("/login", form)
            #expect(reply.fields[.location]?.hasPrefix(step + "?") == true)
            let secret = try session(in: reply)
            #expect(try await desk.page("/account", secret).status == 303)
            return secret
        }
        func give(_ code: String, _ secret: Secret, at step: String, _ more: [(name: String, value: String)] = [])
            async throws -> Reply
        {
            try await desk.submit(step, [(name: "code", value: code)] + more, secret)
        }
        let first = try await signIn(to: "/login/code/new")
        let page = try await desk.page("/login/code/new", first)
        let password = try proposed(.atSignIn, to: first)
        #expect(page.text.contains(password.key.prefix(4)) && page.text.contains("<svg class=\"qr\""))
        // Whoever sends a key of their own is passed over: it is kept here.
        let own = Base64URL.encode(Array(try JSONEncoder().encode(OneTimePassword.random())))
        let more = [(name: "proposed", value: own)]
        #expect(try await give("000000", first, at: "/login/code/new", more).status == 422)
        let code = password.code(at: desk.now)
        let opened = try await give(code, first, at: "/login/code/new", more)
        #expect(try await desk.page("/account", session(in: opened)).status == 200)
        #expect(try await desk.page("/account", first).status == 303)

        let second = try await signIn(to: "/login/code")
        #expect(try await give(code, second, at: "/login/code").status == 422)
        desk.wait(seconds: 60)
        let late = try await give(password.code(at: desk.now), second, at: "/login/code")
        #expect(try await desk.page("/account", session(in: late)).status == 200)
        // A form without the token of the step is somebody else's.
        let third = try await signIn(to: "/login/code")
        let fields: HTTPFields = [.cookie: "maille=\(third.text)"]
        #expect(try await desk.submit("/login/code", [(name: "code", value: "1")], fields: fields).status == 403)
    }

    @Test("protect a resident's account by choice, and take the protection off again")
    func chosenStep() async throws {
        let session = try desk.session()
        let page = try await desk.page("/account/code", session)
        let password = try proposed(.byChoice, to: session)
        #expect(page.text.contains(password.key.prefix(4)))
        func give(
            _ code: String, at address: String, _ session: Secret, _ password: String = Place.password
        ) async throws -> Reply {
            let fields = [("code", code), ("password", password)]
            return try await desk.submit(address, fields.map { (name: $0.0, value: $0.1) }, session)
        }
        // An open session alone adds no app.
        #expect(try await give(password.code(at: desk.now), at: "/account/code", session, "wrong").status == 422)
        #expect(try await give("000000", at: "/account/code", session).status == 422)
        let added = try await give(password.code(at: desk.now), at: "/account/code", session)
        let renewed = try self.session(in: added)
        #expect(try await desk.page("/account/code", renewed).text.contains("Your account is protected"))
        let form = [(name: "email", value: "anna@example.org"), (name: "password", value: Place.password)]
        #expect(try await desk.submit("/login", form).fields[.location]?.hasPrefix("/login/code?") == true)
        desk.wait(seconds: 60)
        #expect(try await give("000000", at: "/account/code/removal", renewed).status == 422)
        let removed = try await give(password.code(at: desk.now), at: "/account/code/removal", renewed)
        #expect(removed.status == 303 && removed.fields[.location] == "/account")
        #expect(try await desk.submit("/login", form).fields[.location] == "/account")
    }

    @Test func `show where a person is signed in, and end the other sessions for the password`() async throws {
        let (session, other) = (try desk.session(), try desk.session())
        let page = try await desk.page("/account/sessions", session)
        #expect(page.text.components(separatedBy: "Signed in on").count == 3 && page.text.contains("This device"))
        let form = { (password: String) in [(name: "password", value: password)] }
        #expect(try await desk.submit("/account/sessions", form("wrong"), session).status == 422)
        #expect(try await desk.page("/account", other).status == 200)
        #expect(try await desk.submit("/account/sessions", form(Place.password), session).status == 200)
        #expect(try await desk.page("/account", other).status == 303)
        #expect(try await desk.page("/account", session).status == 200)
    }

    @Test func `end the session that a browser still has when it signs in anew`() async throws {
        let former = try desk.session()
        let form = [(name: "email", value: "anna@example.org"), (name: "password", value: "wrong")]
        // The page of who is signed in has the token of the session that the form will end.
        let page = try await desk.page("/login", former)
        #expect(page.text.contains("name=\"form_token\" value=\"\(Session.formToken(of: former))\""))
        #expect(try await desk.submit("/login", form, former).status == 422)
        #expect(try await desk.page("/account", former).status == 200)
        let right = [form[0], (name: "password", value: Place.password)]
        #expect(try await desk.submit("/login", right, former).status == 303)
        #expect(try await desk.page("/account", former).status == 303)
    }

    @Test("sign out at once, in every window")
    func signOut() async throws {
        let session = try desk.session()
        #expect(try await desk.page("/account", session).status == 200)
        let reply = try await desk.submit("/logout", [], session)
        #expect(reply.fields[.clearSiteData] == "\"cache\", \"storage\"")
        #expect(reply.status == 303 && reply.fields[values: .setCookie].contains { $0.contains("Max-Age=0") })
        #expect(try await desk.page("/account", session).status == 303)
    }

    @Test("withdraw a consent in no more clicks than it took to give it")
    func clicks() async throws {
        let session = try desk.session()
        // Giving, from the page that the program sends to: one switch, one button.
        let page = try await desk.page(desk.address(), session)
        #expect(page.text.contains("type=\"checkbox\" name=\"daily\""))
        let given = 2
        #expect(try await desk.submit(desk.address(), desk.yes("daily"), session).status == 303)
        let consent = try #require(try desk.tenant.consents.consents(of: desk.anna).first)
        // Withdrawing, from any page: the link to the consents, one button.
        var withdrawn = 0
        let account = try await desk.page("/account", session)
        #expect(account.text.contains("<a href=\"/consents\">My consents</a>"))
        withdrawn += 1
        let action = "/consents/\(consent.consent)/withdrawal"
        #expect(try await desk.page("/consents", session).text.contains("action=\"\(action)\""))
        withdrawn += 1
        #expect(try await desk.submit(action, [], session).status == 303)
        #expect(try desk.tenant.consents.consent(consent.consent)?.state == .revoked)
        #expect(withdrawn <= given)
    }

    @Test("answer a request for consent that waits, with yes to one switch or with no", arguments: ["yes", "no"])
    func waiting(answer: String) async throws {
        let asked = try desk.tenant.consents.ask(
            desk.need.need, of: desk.occupancy.occupancy, by: .machine, now: desk.now)
        let session = try desk.session()
        let page = try await desk.page("/consents", session)
        let form = [
            (name: "text", value: try hidden("text", in: page)), (name: "answer", value: answer),
            (name: "half-hourly", value: "on"),
        ]
        let action = "/consents/\(asked.consent)/answer"
        #expect(
            try await desk.submit(action, Array(form.prefix(1)) + [(name: "answer", value: "yes")], session).status
                == 422)
        #expect(try await desk.submit(action, form, session).status == 303)
        let consent = try #require(try desk.tenant.consents.consent(asked.consent))
        #expect(consent.state == (answer == "yes" ? .active : .refused))
        #expect(consent.choice?.granularity == (answer == "yes" ? .halfHourly : nil))
    }

    @Test
    func `the page of consents says what is asked on the page of consent: how long, since when, of what, by whom`()
        async throws
    {
        try desk.tenant.access.transaction(in: desk.tenant.id) {
            try $0.put(Recipient(recipient: desk.place.recipient, name: "Voltéo", contact: "dpo@volteo.example"))
        }
        let asked = try desk.tenant.consents.ask(
            desk.need.need, of: desk.occupancy.occupancy, by: .machine, now: desk.now)
        let session = try desk.session()
        let choice = ConsentChoice(granularity: .daily, textHash: desk.need.text.hash)
        for _ in 0..<2 {
            let page = try await desk.page("/consents", session).text
            for fact in [
                "Your data", "dpo@volteo.example", "electricity", "data since 1 November 2025",
                "until 31 October 2027", "withdraw it earlier",
            ] { #expect(page.contains(fact), "\(fact)") }
            _ = try? desk.tenant.consents.accept(asked.consent, choice, by: desk.anna, now: desk.now)
        }
    }

    @Test func `a request whose words changed since shows those that were sent`() async throws {
        let asked = try desk.tenant.consents.ask(
            desk.need.need, of: desk.occupancy.occupancy, by: .machine, now: desk.now)
        let words = BilingualText(french: "Tout ce que vous faites", english: "All that you do")
        let need = desk.need
        try desk.tenant.consents.publish(
            DataNeed(
                need: need.need, recipient: need.recipient, purpose: words, carriers: need.carriers,
                directions: need.directions, granularity: need.granularity, pastMonths: need.pastMonths,
                durationMonths: need.durationMonths, text: ConsentText(version: "2", body: words)), now: desk.now)
        let page = try await desk.page("/consents", desk.session())
        #expect(page.text.contains("Your data") && !page.text.contains("All that you do"))
        #expect(try hidden("text", in: page) == asked.terms.textHash)
    }

    @Test("disconnect a program")
    func disconnection() async throws {
        let tokens = try await desk.tokens()
        let session = try desk.session()
        let family = try #require(try desk.tenant.authorization.families(of: desk.anna, now: desk.now).first)
        #expect(try await desk.page("/consents", session).text.contains("App &lt;b&gt;"))
        #expect(try await desk.submit("/programs/\(family.id)/disconnection", [], session).status == 303)
        #expect(try await desk.post("/oauth/token", desk.refreshing(tokens.refresh))["error"] == "invalid_grant")
        _ = try desk.place.person("bruno")
        let other = try desk.session("bruno")
        #expect(try await desk.submit("/programs/\(family.id)/disconnection", [], other).status == 404)
    }

    @Test("refuse other people's consents and points as they refuse what does not exist")
    func others() async throws {
        let asked = try desk.tenant.consents.ask(
            desk.need.need, of: desk.occupancy.occupancy, by: .machine, now: desk.now)
        _ = try desk.place.person("bruno")
        let bruno = try desk.session("bruno")
        for (own, absent) in [
            ("/consents/\(asked.consent)/answer", "/consents/x/answer"),
            ("/consents/\(asked.consent)/withdrawal", "/consents/x/withdrawal"),
            ("/moving-out/\(desk.occupancy.id)", "/moving-out/x"),
        ] {
            let form = [(name: "answer", value: "yes"), (name: "day", value: "2026-11-01")]
            let (there, nowhere) = (
                try await desk.submit(own, form, bruno), try await desk.submit(absent, form, bruno)
            )
            // The page itself differs in nothing but its own address.
            let id = own.contains("consent") ? asked.consent.text : desk.occupancy.id
            #expect(there.status == 404 && there.text.replacing(id, with: "x") == nowhere.text)
        }
        #expect(try desk.tenant.consents.consent(asked.consent)?.state == .sent)
    }

    @Test("note a move on a day of the person's choice")
    func move() async throws {
        let session = try desk.session()
        let action = "/moving-out/\(desk.occupancy.id)"
        for day in ["", "2026-02-30", "2020-01-01", "2028-01-01"] {
            #expect(try await desk.submit(action, [(name: "day", value: day)], session).status == 422)
        }
        #expect(try await desk.submit(action, [(name: "day", value: "2026-11-30")], session).status == 303)
        #expect(try await desk.page("/account", session).text.contains("until 30 November 2026"))
        #expect(try await desk.page(action, session).status == 404)
    }

    @Test("show every access to a person's data, a page at a time")
    func accesses() async throws {
        let (day, point) = (Neighbourhood.day, Place.homes[0])
        for _ in 0..<60 {
            _ = try desk.tenant.decisions.grant(
                ReadRequest(
                    by: .resident(desk.anna), about: .point(point), days: day...day, step: .day, purpose: "own page",
                    request: "r"), now: desk.now)
        }
        let session = try desk.session()
        let page = try await desk.page("/accesses", session)
        #expect(page.text.contains("read your data") && page.text.contains("20 October 2026"))
        let earlier = try #require(page.text.firstMatch(of: /\/accesses\?before=[0-9]+/)).output
        let rest = try await desk.page(String(earlier), session)
        let count = { (reply: Reply) in
            reply.text.split(separator: "own page", omittingEmptySubsequences: false).count - 1
        }
        #expect(count(page) + count(rest) == 60)
    }

    @Test("give a copy of everything, so often a day")
    func copy() async throws {
        _ = try await desk.tokens()
        let (day, point) = (Neighbourhood.day, Place.homes[0])
        for _ in 0..<200 {
            let request = ReadRequest(
                by: .resident(desk.anna), about: .point(point), days: day...day, step: .day, purpose: "own page",
                request: "r")
            _ = try desk.tenant.decisions.grant(request, now: desk.now)
        }
        let session = try desk.session()
        let copy = try await desk.submit("/personal-data/copy", [], session)
        #expect(copy.fields[.contentDisposition] == "attachment; filename=\"maille-2026-11-01.json\"")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(copy.text.utf8)) as? [String: Any])
        #expect((object["person"] as? [String: Any])?["email"] as? String == "anna@example.org")
        #expect((object["points"] as? [[String: Any]])?.first?["point"] as? String == Place.homes[0].text)
        #expect((object["recipients"] as? [[String: Any]])?.first?["name"] as? String == "Voltéo")
        #expect((object["needs"] as? [[String: Any]])?.first?["need"] as? String == desk.need.id)
        #expect((object["consents"] as? [[String: Any]])?.first?["need"] as? String == desk.need.id)
        #expect((object["catalogue"] as? [Any])?.count == PersonalDataCatalogue.entries.count)
        let accesses = try #require(object["accesses"] as? [[String: Any]])
        let history = try desk.tenant.audit.accessHistory(of: desk.anna, limit: .max).map(\.facts.sequence)
        #expect(accesses.compactMap { $0["entry"] as? Int64 } == history && history.count > 200)
        for _ in 1..<10 { #expect(try await desk.submit("/personal-data/copy", [], session).status == 200) }
        #expect(try await desk.submit("/personal-data/copy", [], session).status == 429)
    }

    @Test("change a password with the present one, and sign out everywhere")
    func changePassword() async throws {
        let session = try desk.session()
        func form(_ present: String, _ new: String) -> [(name: String, value: String)] {
            [(name: "present", value: present), (name: "new", value: new)]
        }
        let new = "another four words"
        #expect(try await desk.submit("/account/password", form("wrong", new), session).status == 422)
        #expect(try await desk.submit("/account/password", form(Place.password, "short"), session).status == 422)
        #expect(try await desk.submit("/account/password", form(Place.password, new), session).status == 303)
        #expect(try await desk.page("/account", session).status == 303)
        let form = [(name: "email", value: "anna@example.org"), (name: "password", value: new)]
        #expect(try await desk.submit("/login", form).status == 303)
    }

    @Test("say the same of every address whose password is forgotten, and write to its holder alone")
    func forgotten() async throws {
        func ask(_ email: String) async throws -> Reply {
            try await desk.submit("/password/forgotten", [(name: "email", value: email)])
        }
        let session = try desk.session()
        let (known, unknown) = (try await ask("anna@example.org"), try await ask("nobody@example.org"))
        #expect(known.status == 200)
        #expect(known.text.replacing("anna@", with: "nobody@") == unknown.text)
        #expect(desk.mail.letters.map(\.to) == ["anna@example.org", "nobody@example.org"])
        #expect(
            desk.mail.letters.map(\.subject) == ["Choisissez un nouveau mot de passe", "No account at this address"])
        #expect(try await ask("nobody").status == 422)
        let text = desk.mail.letters[0].text
        let link = try #require(text.firstRange(of: "/password/new?code="))
        let code = String(text[link.upperBound...].prefix { !$0.isNewline })
        #expect(try await desk.page("/password/new?code=\(code)").text.contains(code))
        func replace(_ new: String) async throws -> Reply {
            try await desk.submit("/password/new", [(name: "code", value: code), (name: "new", value: new)])
        }
        #expect(try await replace("short").status == 422)
        #expect(try await desk.page("/account", session).status == 200)
        #expect(try await replace("another four words").text.contains("Your password is changed"))
        #expect(try await desk.page("/account", session).status == 303)
        #expect(try await replace("another four words").text.contains("no longer good"))
        #expect(desk.mail.letters.last?.to == "anna@example.org" && desk.mail.letters.count == 3)
        let form = [(name: "email", value: "anna@example.org"), (name: "password", value: "another four words")]
        #expect(try await desk.submit("/login", form).status == 303)
        for _ in 0..<2 { _ = try await ask("anna@example.org") }
        let more = try await ask("anna@example.org")
        #expect(more.status == 429 && more.fields[.retryAfter] == "3600")
    }

    @Test("erase a person who gives the password, and nobody else")
    func deletion() async throws {
        let tokens = try await desk.tokens()
        let session = try desk.session()
        #expect(try await desk.page("/account/deletion", session).text.contains("cannot be undone"))
        let wrong = [(name: "password", value: "wrong")]
        #expect(try await desk.submit("/account/deletion", wrong, session).status == 422)
        let right = [(name: "password", value: Place.password)]
        #expect(try await desk.submit("/account/deletion", right, session).status == 200)
        #expect(desk.mail.letters.last?.to == "anna@example.org")
        #expect(try desk.tenant.accounts.attributes(of: desk.anna) == nil)
        #expect(try await desk.page("/account", session).status == 303)
        #expect(try await desk.post("/oauth/token", desk.refreshing(tokens.refresh))["error"] == "invalid_grant")
    }

    @Test("connect a device after its code, and say so for a wrong one")
    func device() async throws {
        let session = try desk.session()
        #expect(try await desk.page("/device?user_code=BCDF-GHJK", session).status == 422)
        let shown = try await desk.post("/oauth/device", ["client_id": "browser", "scope": "curves curves.daily"])
        let page = try await desk.page("/device?user_code=\(shown["user_code"])", session)
        #expect(page.text.contains(shown["user_code"]) && page.text.contains("App &lt;b&gt;"))
        let code = [(name: "user_code", value: shown["user_code"])]
        #expect(try await desk.submit("/device", code + desk.yes(), session).status == 422)
        #expect(try await desk.submit("/device", code + desk.yes("daily"), session).status == 200)
        let token = try await desk.post(
            "/oauth/token",
            ["grant_type": FrontDesk.deviceGrant, "device_code": shown["device_code"], "client_id": "browser"])
        #expect(token["scope"] == "curves curves.daily")
    }
}
