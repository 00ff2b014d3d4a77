import Access
import Foundation
import HTTPTypes
import TestKit
import Testing

@testable import Pages
@testable import Web

@Suite("Every page", .fewAtOnce)
struct PageTests {
    static let open = [
        "/login", "/register", "/verify?code=x", "/password/forgotten", "/password/new?code=x", "/style",
    ]
    static let own = [
        "/account", "/use", "/activation", "/consents", "/accesses", "/personal-data", "/account/password",
        "/account/code",
        "/account/sessions",
        "/account/deletion",
        "/device",
    ]

    @Test("is there in both languages, says which, links to the other, and has no script or style of its own")
    func languages() async throws {
        let desk = try FrontDesk()
        let session = try desk.session()
        for address in PageTests.open + PageTests.own {
            let signedIn = PageTests.own.contains(address) ? session : nil
            let join = address.contains("?") ? "&" : "?"
            var texts: Set<String> = []
            for language in ["fr", "en"] {
                let page = try await desk.page(address + join + "lang=" + language, signedIn, language: "de")
                texts.insert(page.text)
                #expect(page.status == 200, "\(address)")
                #expect(page.text.contains("<html lang=\"\(language)\">"))
                #expect(page.fields[.contentLanguage] == language)
                #expect(page.fields[values: .setCookie].contains { $0.hasPrefix("lang=\(language);") })
                #expect(page.text.contains("lang=\(language == "fr" ? "en" : "fr")"))
                for forbidden in [
                    "<script", "<style", "style=", "onclick", "[[", "]]", "{{", "}}", ">nil<", "Optional(",
                ] {
                    #expect(!page.text.contains(forbidden), "\(address) has \(forbidden)")
                }
                #expect(!page.text.contains(/\{[A-Za-z]/), "\(address) has a place without its value")
                // Each field has a label, each form that changes something a token.
                for field in page.text.matches(of: /<input id="(?<id>[^"]+)"/) {
                    #expect(page.text.contains("for=\"\(field.output.id)\""))
                }
                if signedIn != nil {
                    let forms = page.text.split(separator: "<form method=\"post\"").dropFirst()
                    #expect(
                        forms.allSatisfy {
                            $0.contains("name=\"form_token\" value=\"\(Session.formToken(of: session))\"")
                        })
                }
            }
            #expect(texts.count == 2)
        }
    }

    @Test("keeps the language that was chosen, and follows the browser before")
    func language() async throws {
        let desk = try FrontDesk()
        #expect(try await desk.page("/login", language: "en-GB,fr;q=0.5").text.contains("Sign in"))
        #expect(try await desk.page("/login", language: "de").text.contains("Se connecter"))
        let chosen = try await desk.send(.get, "/login", [.accept: "text/html", .cookie: "lang=en"])
        #expect(chosen.text.contains("Sign in"))
    }

    @Test("finds its style sheet, which browsers may keep")
    func style() async throws {
        let desk = try FrontDesk()
        let page = try await desk.page("/login")
        let path = try #require(page.text.firstMatch(of: /\/assets\/maille-[0-9a-f]{12}\.css/)).output
        let sheet = try await desk.page(String(path))
        #expect(sheet.status == 200 && sheet.fields[.contentType] == "text/css; charset=utf-8")
        #expect(sheet.fields[.cacheControl]?.contains("immutable") == true)
        #expect(try await desk.page("/assets/maille-000000000000.css").status == 404)
    }

    @Test("says a refusal in the person's language, with a way on")
    func problem() async throws {
        let desk = try FrontDesk()
        let page = try await desk.page("/nowhere", language: "fr")
        #expect(page.status == 404 && page.text.contains("Introuvable") && page.text.contains("href=\"/account\""))
    }
}
