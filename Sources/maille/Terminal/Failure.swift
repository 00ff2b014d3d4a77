import EmbeddedStore
import Foundation
import Store

/// How a command failed: one sentence for a person, or one JSON object for a program.
struct Failure: Encodable {
    /// What went wrong, in words of a program: `usage`, `unknown-point`, `in-use`…
    let code: String
    let message: String
    /// What to do, where anything can be said.
    let hint: String?
    /// What a person is told besides.
    var details: [String] = []

    var isUsage: Bool { code == "usage" }

    private enum CodingKeys: String, CodingKey { case code, message, hint }
    private struct Document: Encodable { let error: Failure }

    func say(asJSON: Bool) {
        let lines = [message] + [hint].compactMap(\.self) + details
        if isUsage {
            for (place, line) in lines.enumerated() { Diagnostics.say(place == 0 ? "Error: \(line)" : line) }
        } else {
            Diagnostics.say("maille: \(lines.joined(separator: ": "))")
        }
        if asJSON { try? Summary.give(Document(error: self), asJSON: true, "") }
    }
}

extension Failure {
    /// A wrong command line, as the parser of arguments says it.
    init(usage text: String) {
        let lines = text.split(separator: "\n").map(String.init)
        let message = (lines.first ?? "wrong usage").trimmingPrefix("Error: ")
        let wanted = Failure.dateForm(wantedIn: text)
        let help = wanted == nil ? lines.count > 1 ? lines.last?.trimmingCharacters(in: .whitespaces) : nil : wanted
        self.init(
            code: "usage", message: String(message), hint: help,
            details: lines.dropFirst().filter { $0.trimmingCharacters(in: .whitespaces) != help })
    }

    /// Of a date or a moment that is written otherwise, the form that is wanted.
    private static func dateForm(wantedIn text: String) -> String? {
        guard let match = text.firstMatch(of: #/The value '([^']*)' is invalid for '--?([a-z-]+)/#),
            ["day", "from", "to", "until", "since", "after", "before", "now", "known-at", "date", "at"]
                .contains(String(match.output.2))
        else { return nil }
        let numbers = match.output.1.split { "/.- ".contains($0) }
        var example = "2026-01-31"
        if numbers.count == 3, numbers[2].count == 4, let day = Int(numbers[0]), let month = Int(numbers[1]), month < 13
        {
            let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
            example = "\(numbers[2])-\(two(month))-\(two(day))"
        }
        return "Write a day as \(example), and a moment as \(example)T00:30:00+01:00."
    }

    /// A failure of an operation: what is behind the first colon of its sentence says what to do.
    init(_ error: any Error) {
        let text = "\(DiskFailure(error) ?? error)"
        let colon = text.firstRange(of: ": ")
        self.init(
            code: Failure.code(of: error), message: colon.map { String(text[..<$0.lowerBound]) } ?? text,
            hint: colon.map { String(text[$0.upperBound...]) })
    }

    /// The case of an error, or its type.
    private static func code(of error: any Error) -> String {
        let mirror = Mirror(reflecting: error)
        let label = mirror.displayStyle == .enum ? mirror.children.first?.label : nil
        let words = (label ?? "\(type(of: error))").reduce(into: "") { text, character in
            if character.isUppercase, !text.isEmpty { text += "-" }
            text += character.lowercased()
        }
        return words
    }
}
