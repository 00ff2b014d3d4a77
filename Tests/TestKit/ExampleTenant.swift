package import Access

extension TenantProfile {
    /// A metropolis that does not exist, with as little as a profile needs and no logo.
    package static func example(
        _ tenant: String = "val-clair", _ kind: OperatorKind = .authority, named name: String = "Val-Clair",
        accent: String = "#0b5394"
    ) throws -> TenantProfile {
        let words = { (what: String) in #""fr": "\#(what) de \#(name)", "en": "\#(what) of \#(name)""# }
        let json = """
            {
                "tenant": "\(tenant)", "kind": "\(kind.rawValue)", "name": {"fr": "La \(name)", "en": "The \(name)"},
                "siren": "200099992", "look": {"accent": {"light": "\(accent)", "dark": "#8fc1ff"}},
                "territories": [{"kind": "epci", "code": "200099992"}, {"kind": "commune", "code": "01901"}],
                "carriers": ["electricity"], "contact": {"email": "a@\(tenant).example", "address": "1 place"},
                "dataProtectionOfficer": {"name": "Officer", "email": "dpo@\(tenant).example"},
                "texts": {
                    "notice": [{"version": "1", "from": "2026-01-01", \(words("Mentions"))}],
                    "privacy": [
                        {"version": "1", "from": "2026-01-01", \(words("Ancienne"))},
                        {"version": "2", "from": "2026-06-01", \(words("Vie privée"))},
                        {"version": "3", "from": "2030-01-01", \(words("Future"))}
                    ]
                },
                "policies": ["daily-provision-2018"]
            }
            """
        return try TenantProfile(json: Array(json.utf8))
    }
}
