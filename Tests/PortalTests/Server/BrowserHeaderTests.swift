import Access
import Foundation
import HTTPTypes
import TestKit
import Testing

@testable import Pages
@testable import Web

/// What browsers are told, and what they send back.
struct BrowserHeaderTests {
    @Test(arguments: [true, false])
    func `A session's cookie is hidden from scripts and other sites, and over TLS bound to the host`(isSecure: Bool) {
        let (cookie, secret) = (SessionCookie(isSecure: isSecure), Secret.random())
        let field = cookie.set(secret)
        let parts = Set(field.value.components(separatedBy: "; "))
        let name = isSecure ? "__Host-maille" : "maille"
        let shared: Set = ["\(name)=\(secret.text)", "Path=/", "HttpOnly", "SameSite=Lax"]
        #expect(field.name == .setCookie)
        #expect(parts == (isSecure ? shared.union(["Secure"]) : shared))
        #expect(cookie.cleared().value.hasPrefix("\(name)=;") && cookie.cleared().value.contains("Max-Age=0"))
    }

    @Test(arguments: [true, false])
    func `The cookie of a known browser is as hidden, for a year`(isSecure: Bool) throws {
        let neighbourhood = try Neighbourhood()
        let anna = try neighbourhood.grid.person("anna")
        let device = try #require(try neighbourhood.grid.tenant.accounts.knownDevice(of: anna, now: neighbourhood.now))
        let (cookie, name) = (DeviceCookie(isSecure: isSecure), isSecure ? "__Host-device" : "device")
        let shared: Set = ["\(name)=\(device.text)", "Path=/", "HttpOnly", "SameSite=Lax", "Max-Age=31536000"]
        let parts = Set(cookie.set(device).value.components(separatedBy: "; "))
        #expect(parts == (isSecure ? shared.union(["Secure"]) : shared))
        #expect(cookie.text(in: [.cookie: "\(name)=\(device.text)"]) == device.text)
    }

    @Test(arguments: [
        ("maille=a", "a"), ("x=1; maille=a; maille=b", "a"), ("x=maille=; maille=a=b", "a=b"), ("maille", nil),
        ("mailles=a", nil), ("", nil), ("lang=fr;maille=a", "a"),
    ])
    func `The first cookie of the name counts`(header: String, value: String?) {
        let fields: HTTPFields = [.cookie: header]
        #expect(SessionCookie(isSecure: false).secret(in: fields)?.text == value)
        #expect(SessionCookie(isSecure: true).secret(in: fields) == nil)
    }

    @Test func `The policy allows our own files alone, and the one origin that a form leads to`() {
        let policy =
            "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'"
        #expect(PagePolicy.header() == policy + "; frame-ancestors 'none'")
        #expect(
            PagePolicy.header(formsTo: "https://a.example") == policy + " https://a.example; frame-ancestors 'none'")
    }

    @Test(arguments: ["https://x%3B%20script-src%20*/", "https://x%2C*/"])
    func `A redirect's host cannot add directives to the policy`(address: String) {
        var answer = Answer(.ok)
        answer.allowForms(to: address)
        let policy = answer.fields[.contentSecurityPolicy] ?? PagePolicy.header()
        #expect(policy.components(separatedBy: ";").count == 6)
        #expect(!policy.contains(","))
    }

    @Test(arguments: 1...20)
    func `What a form sends is read back, and has no byte that means something in an address`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let scalars = (0..<40).map { _ in Unicode.Scalar(UInt32.random(in: 1...0xD7FF, using: &random)) }
        let text = String(String.UnicodeScalarView(scalars.compactMap(\.self))) + "~ +&=%é€"
        let encoded = FormEncoding.encoded(text)
        #expect(encoded.hasSuffix("%7E%20%2B%26%3D%25%C3%A9%E2%82%AC"))
        #expect(encoded.utf8.allSatisfy { $0 < 0x80 && $0 > 0x20 && !"&=+?#/~".utf8.contains($0) })
        #expect(FormEncoding.pairs("a=\(encoded)")?.first?.value == text)
    }

    @Test func `The cookie of the language is for TLS alone where the origin is, and is read back`() throws {
        let secure = LanguageCookie(isSecure: true).set(.english)
        #expect(secure.value.hasPrefix("__Host-lang=en;") && secure.value.contains("Secure"))
        #expect(!LanguageCookie(isSecure: false).set(.english).value.contains("Secure"))
        for cookie in ["__Host-lang=en", "lang=en"] {
            #expect(PageLanguage.of([.cookie: cookie, .acceptLanguage: "fr"], Query([])) == .english)
        }
    }
}
