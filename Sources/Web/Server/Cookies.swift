package import Access
package import HTTPTypes
import Hummingbird

/// The cookie that holds a session's secret. Over TLS it has the prefix that no other host or path can set (RFC 6265bis
/// §4.1.3).
package struct SessionCookie {
    package let isSecure: Bool

    private var name: String { isSecure ? "__Host-maille" : "maille" }

    package func secret(in fields: HTTPFields) -> Secret? { fields.cookie(name).map { Secret($0) } }

    /// Lasts as long as the browser is open; the server ends it earlier.
    package func set(_ secret: Secret) -> HTTPField { field(secret.text) }

    package func cleared() -> HTTPField { field("", maxAge: 0) }

    private func field(_ value: String, maxAge: Int? = nil) -> HTTPField {
        HTTPField(
            setting: Cookie(name: name, value: value, maxAge: maxAge, path: "/", secure: isSecure, sameSite: .lax))
    }
}

/// The cookie by which a browser is known that somebody signed in with (`KnownDevice`), for a year; over TLS bound to
/// the host. It is of who signed in last.
package struct DeviceCookie {
    package let isSecure: Bool

    private var name: String { isSecure ? "__Host-device" : "device" }

    package func text(in fields: HTTPFields) -> String? { fields.cookie(name) }

    package func set(_ device: KnownDevice) -> HTTPField {
        HTTPField(
            setting: Cookie(
                name: name, value: device.text, maxAge: KnownDevice.lifetime, path: "/", secure: isSecure,
                sameSite: .lax))
    }
}

/// The cookie that keeps the language a person chose, for a year; over TLS bound to the host.
package struct LanguageCookie {
    package let isSecure: Bool

    package init(isSecure: Bool) { self.isSecure = isSecure }

    package func set(_ language: Language) -> HTTPField {
        let name = isSecure ? LanguageCookie.secureName : LanguageCookie.plainName
        return HTTPField(
            setting: Cookie(
                name: name, value: language.rawValue, maxAge: 31_536_000, path: "/", secure: isSecure, sameSite: .lax))
    }

    /// What a browser keeps, of whichever origin.
    package static func language(in fields: HTTPFields) -> Language? {
        [secureName, plainName].compactMap { fields.cookie($0) }.first.flatMap(Language.init(rawValue:))
    }

    private static let plainName = "lang"
    private static let secureName = "__Host-lang"
}

extension HTTPField {
    fileprivate init(setting cookie: Cookie) { self.init(name: .setCookie, value: cookie.description) }
}

extension HTTPFields {
    /// The value of the first cookie of a name.
    package func cookie(_ name: String) -> String? { Cookies(from: self[values: .cookie])[name]?.value }
}

extension Answer {
    /// Sets a cookie, or clears it, beside the other cookies.
    package func with(cookie: HTTPField) -> Answer {
        var answer = self
        answer.fields.append(cookie)
        return answer
    }
}
