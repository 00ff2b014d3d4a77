import Disclosure
import Metering

extension Explanation {
    /// The explanation in words, one thing to a line. What a policy of the operator's own says stays in its language.
    package func text(_ language: ExplanationLanguage) -> String {
        let recipients = language("to recipients", "pour les destinataires")
        let told = toldEdition == edition ? "" : " (\(toldEdition) \(recipients))"
        let edition = "\(language("edition", "édition")) \(edition)\(told)"
        let title = "\(language("release", "publication")) \(release), \(edition): "
        let together = language("sets", "ensembles")
        let lines =
            [(language("figure", "chiffre"), "\(set), \(figure), \(words(firstDay, lastDay)), \(usage)")]
            + (parts.isEmpty ? [] : [(together, parts.joined(separator: ", "))]) + verdictLines(language)
            + policyLines(language) + inputLines(language) + editionLines(language) + registerLines(language)
        let width = (lines.map(\.0.count).max() ?? 0) + 2
        var last = ""
        let body = lines.map { label, words in
            defer { last = label }
            let shown = label == last ? "" : label
            return "  " + shown + String(repeating: " ", count: width - shown.count) + words
        }
        return ([title + outcome.words(language)] + body + reproduction(language)).joined(separator: "\n")
    }

    private func words(_ first: CivilDay, _ last: CivilDay) -> String {
        first == last ? "\(first)" : "\(first) – \(last)"
    }

    private func verdictLines(_ language: ExplanationLanguage) -> [(String, String)] {
        var lines: [(String, String)] = []
        let label = language("points", "points")
        if let points {
            let band = words(of: points, language)
            lines.append((label, "\(band) \(language("contributed", "ont contribué"))"))
        } else {
            lines.append((label, language("how many is not told", "leur nombre n'est pas dit")))
        }
        if let quality {
            let names = [
                ("measured", language("measured", "mesuré")), ("corrected", language("corrected", "corrigé")),
                ("estimated", language("estimated", "estimé")), ("missing", language("missing", "manquant")),
            ]
            let shares = names.compactMap { key, name in quality[key].map { "\(name) \(words(of: $0, language)) %" } }
            lines.append((language("quality", "qualité"), shares.joined(separator: ", ")))
        }
        if let reason { lines.append((language("reason", "motif"), language(reason.english, reason.french))) }
        if let alternative {
            let label = language("instead", "à la place")
            lines.append((label, "\(alternative.set.text), \(words(alternative.firstDay, alternative.lastDay))"))
            let parts = alternative.set.parts
            if !parts.isEmpty { lines.append((label, parts.joined(separator: ", "))) }
        }
        return lines
    }

    private func words(of band: Band, _ language: ExplanationLanguage) -> String {
        band.atLeast == band.atMost
            ? "\(band.atLeast)"
            : language("from \(band.atLeast) to \(band.atMost)", "de \(band.atLeast) à \(band.atMost)")
    }

    private func policyLines(_ language: ExplanationLanguage) -> [(String, String)] {
        let label = language("policy", "politique")
        let rule = policy.rule.map { ", \(language("rule", "règle")) \($0)" } ?? ""
        var lines = [(label, policy.id + rule)]
        func said(_ sentence: String) -> String { language(sentence, PolicyFrench.words(for: sentence)) }
        if let because = policy.because { lines.append((label, said(because))) }
        if let document = policy.document {
            lines.append((label, "\(said(document)), \(said(policy.section ?? ""))"))
        }
        return lines + policy.text.map { (label, "« \(said($0)) »") }
    }

    private func inputLines(_ language: ExplanationLanguage) -> [(String, String)] {
        let label = language("inputs", "entrées")
        guard !inputs.isEmpty else {
            return [(label, language("none was kept with this row", "aucune n'est gardée avec cette ligne"))]
        }
        return inputs.map { input in
            let file = "import \(input.revision), \(input.name), \(language("from", "de")) \(input.source)"
            let since = language("known since", "connu depuis")
            let digest = language("digest for recipients", "empreinte pour les destinataires")
            return (
                label, "\(file), \(since) \(input.knownSince), SHA-256 \(input.sha256), \(digest) \(input.digest)"
            )
        }
    }

    private func editionLines(_ language: ExplanationLanguage) -> [(String, String)] {
        let label = language("before it", "avant elle")
        guard !editionsBefore.isEmpty else { return [(label, language("no edition", "aucune édition"))] }
        return editionsBefore.map { edition in
            let verdict =
                edition.hasSameVerdict
                ? language("the same verdict from other inputs", "le même verdict d'autres entrées")
                : language("another verdict", "un autre verdict")
            let name = "\(language("edition", "édition")) \(edition.edition) (\(edition.release))"
            return (label, "\(name), \(edition.recordedAt): \(verdict)")
        }
    }

    private func registerLines(_ language: ExplanationLanguage) -> [(String, String)] {
        [
            (language("recorded", "inscrite"), recordedAt),
            (language("program", "programme"), program.isEmpty ? language("not kept", "non gardé") : program),
            (language("link", "maillon"), link),
            (language("id for recipients", "identifiant pour les destinataires"), id),
        ]
    }

    private func reproduction(_ language: ExplanationLanguage) -> [String] {
        let command =
            outcome == .noisy
            ? "maille statistic --set \(set) --day \(firstDay) --policy \(policy.id) --now \(recordedAt)"
            : "maille publish --day \(lastDay) --policy \(policy.id) --now \(recordedAt) --out …"
        let files = inputs.map { String($0.revision) }.joined(separator: ", ")
        let key = language(" and the noise key of this data directory", " et la clé de bruit de ce répertoire")
        return [
            language("To make it again:", "Pour la refaire :"),
            "  "
                + language(
                    "the files of imports \(files), in that order,",
                    "les fichiers des imports \(files), dans cet ordre,"),
            "  "
                + language(
                    "the point and set lists, the policy above,",
                    "les listes de points et d'ensembles, la politique ci-dessus,")
                + language(" and the dominance setting", " et le réglage de dominance")
                + (outcome == .noisy ? key : ""),
            "  " + language("the program above, and:", "le programme ci-dessus, et :") + " \(command)",
            "  " + language("Equal inputs have the fingerprint", "Des entrées égales ont l'empreinte")
                + " \(inputsFingerprint).",
        ]
    }
}

extension Explanation.Outcome {
    fileprivate func words(_ language: ExplanationLanguage) -> String {
        switch self {
        case .released: language("it left", "elle est sortie")
        case .suppressed: language("it was held back", "elle a été retenue")
        case .noisy: language("it left with noise", "elle est sortie avec du bruit")
        }
    }
}
