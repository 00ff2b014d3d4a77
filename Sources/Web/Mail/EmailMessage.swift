package import Foundation

/// An e-mail to one person, in that person's language.
package struct EmailMessage: Hashable, Sendable, Codable {
    /// The same each time that it is sent, so that a reader's program shows it once.
    package let id: String
    package let to: String
    package let subject: String
    package let text: String
    /// How long it is of use: it is tried so long, and no longer.
    let seconds: Int

    package init(to: String, subject: String, text: String, usefulFor seconds: Int = 3 * 86_400) {
        id = UUID().uuidString
        self.to = to
        self.subject = subject
        self.text = text
        self.seconds = seconds
    }

    /// RFC 5322, UTF-8, marked as nobody's answer (RFC 3834), so that no holiday answers it. Line breaks in the fields
    /// are taken out: they would add fields.
    package func rfc5322(from sender: String, at date: Date) -> String {
        let field = { (text: String) in text.filter { !$0.isNewline } }
        let encoded = Data(field(subject).utf8).base64EncodedString()
        return """
            From: \(field(sender))
            To: \(field(to))
            Date: \(date.formatted(.rfc822))
            Message-ID: <\(id)@\(field(sender).split(separator: "@").last ?? "localhost")>
            Auto-Submitted: auto-generated
            Subject: =?utf-8?B?\(encoded)?=
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            \(text)

            """.replacing("\n", with: "\r\n")
    }
}

extension FormatStyle where Self == Date.VerbatimFormatStyle {
    /// `Sat, 21 Nov 2026 09:30:00 +0000`.
    fileprivate static var rfc822: Self {
        .init(
            format:
                "\(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .defaultDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits) +0000",
            locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt, calendar: Calendar(identifier: .gregorian))
    }
}
