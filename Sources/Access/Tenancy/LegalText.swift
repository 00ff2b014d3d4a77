package import Metering

/// One version of a text that a tenant owes its people, in Markdown or plain text.
package struct LegalText: Hashable, Sendable, Codable {
    package let version: String
    /// The first day on which it is in force.
    package let from: CivilDay
    package let fr: String
    package let en: String

    package var text: BilingualText { .init(french: fr, english: en) }

    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// Who answers for the site (Loi n° 2004-575, art. 1-1).
        case notice
        /// What becomes of personal data (GDPR art. 12 to 14).
        case privacy
    }
}

/// All versions of a tenant's legal texts.
package struct LegalTexts: Hashable, Sendable, Codable {
    package let notice: [LegalText]
    package let privacy: [LegalText]

    package subscript(_ kind: LegalText.Kind) -> [LegalText] {
        switch kind {
        case .notice: notice
        case .privacy: privacy
        }
    }

    /// The latest that began on the day or before it.
    package func inForce(_ kind: LegalText.Kind, on day: CivilDay) -> LegalText? {
        self[kind].filter { $0.from <= day }.max { $0.from < $1.from }
    }

    func faults(on day: CivilDay) -> [String] {
        LegalText.Kind.allCases.flatMap { kind -> [String] in
            let (texts, place) = (self[kind], "texts.\(kind.rawValue)")
            var faults: [String] = []
            if Set(texts.map(\.version)).count < texts.count {
                faults.append("\(place) has two texts of one version: give each its own")
            }
            if Set(texts.map(\.from)).count < texts.count {
                faults.append("\(place) has two texts that begin on one day: keep the one that is in force")
            }
            for text in texts {
                let place = "\(place) \(text.version)"
                if text.version.isEmpty { faults.append("\(place): give it a version, such as 2026-1") }
                for (language, words) in [("fr", text.fr), ("en", text.en)] where words.allSatisfy(\.isWhitespace) {
                    faults.append("\(place): the text in \(language) is empty: write it")
                }
                if text.fr == text.en { faults.append("\(place): fr and en are the same: translate one") }
            }
            if inForce(kind, on: day) == nil {
                faults.append("\(place): none is in force on \(day): give one whose from is that day or before")
            }
            return faults
        }
    }

    /// What may not change: people were told of the texts that were in force.
    func faults(after former: LegalTexts, on day: CivilDay) -> [String] {
        LegalText.Kind.allCases.flatMap { kind in
            former[kind].filter { $0.from <= day && !self[kind].contains($0) }.map {
                "texts.\(kind.rawValue) \($0.version) is or was in force and would change or go: keep it as it is, "
                    + "and give the changed text a version of its own"
            }
        }
    }
}
