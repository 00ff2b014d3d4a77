import Mustache
import Web

/// The templates of all pages, once for each language. In a template `[[texte|text]]` is one text in both.
enum Templates {
    static func render(_ name: String, _ values: [String: Any], _ language: Language) -> String {
        guard let text = libraries[language]?.render(values, withTemplate: name) else {
            fatalError("there is no template \(name)")
        }
        return text
    }

    static let sources: [String: [UInt8]] = [
        "layout": PackageResources.layout_mustache,
        "approval": PackageResources.approval_mustache,
        "request-fault": PackageResources.request_fault_mustache,
        "device": PackageResources.device_mustache,
        "device-answered": PackageResources.device_answered_mustache,
        "login": PackageResources.login_mustache,
        "code": PackageResources.code_mustache,
        "code-setup": PackageResources.code_setup_mustache,
        "code-present": PackageResources.code_present_mustache,
        "registration": PackageResources.registration_mustache,
        "registered": PackageResources.registered_mustache,
        "verification": PackageResources.verification_mustache,
        "activation": PackageResources.activation_mustache,
        "account": PackageResources.account_mustache,
        "forgotten": PackageResources.forgotten_mustache,
        "reset-sent": PackageResources.reset_sent_mustache,
        "new-password": PackageResources.new_password_mustache,
        "building": PackageResources.building_mustache,
        "table": PackageResources.table_mustache,
        "moving-out": PackageResources.moving_out_mustache,
        "consents": PackageResources.consents_mustache,
        "accesses": PackageResources.accesses_mustache,
        "personal-data": PackageResources.personal_data_mustache,
        "password": PackageResources.password_mustache,
        "sessions": PackageResources.sessions_mustache,
        "deletion": PackageResources.deletion_mustache,
        "deleted": PackageResources.deleted_mustache,
        "legal": PackageResources.legal_mustache,
        "problem": PackageResources.problem_mustache,
        "use-year": PackageResources.use_year_mustache,
        "use": PackageResources.use_mustache,
    ]

    /// A template that does not parse stops the program at its first page: a test renders all of them.
    private static let libraries = Dictionary(
        uniqueKeysWithValues: Language.allCases.map { language in
            let templates = sources.mapValues { source in
                do {
                    return try MustacheTemplate(string: text(String(decoding: source, as: UTF8.self), in: language))
                } catch {
                    fatalError("a template does not parse: \(error)")
                }
            }
            return (language, MustacheLibrary(templates: templates))
        })

    /// One language of a template. French signs that stand alone keep to the word before them.
    static func text(_ source: String, in language: Language) -> String {
        source.replacing(/\[\[(?<french>[^|]*?)\|(?<english>[^|]*?)\]\]/) { match in
            switch language {
            case .english: String(match.output.english)
            case .french:
                String(match.output.french).replacing(/\ (?<sign>[:;?!»])/) { "\u{A0}\($0.output.sign)" }
                    .replacing("« ", with: "«\u{A0}")
            }
        }
    }
}
