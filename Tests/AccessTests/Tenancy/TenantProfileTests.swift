import Foundation
import Metering
import TestKit
import Testing

@testable import Access

@Suite("A tenant's profile")
struct TenantProfileTests {
    private static let day = CivilDay("2026-11-30")!
    private static let policies: Set = ["daily-provision-2018", "noise-2026"]

    private func faults(_ change: (inout [String: Any]) -> Void, after former: TenantProfile? = nil) throws -> [String]
    {
        let json = try TenantProfile.example().json()
        var fields = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
        change(&fields)
        do {
            let profile = try TenantProfile(json: [UInt8](JSONSerialization.data(withJSONObject: fields)))
            return profile.faults(on: Self.day, policies: Self.policies, after: former)
        } catch let fault as TenantProfileFault {
            return fault.faults
        }
    }

    @Test("is right as the example has it, and the same after it was written and read")
    func right() throws {
        let profile = try TenantProfile.example()
        #expect(profile.faults(on: Self.day, policies: Self.policies) == [])
        #expect(try TenantProfile(json: [UInt8](profile.json())) == profile)
    }

    @Test(
        "says each thing that is wrong, and what to do",
        arguments: [
            ("siren", "200099991", "no SIREN"), ("siren", "20009999", "nine digits"),
            ("tenant", "Val Clair", "small letters"), ("carriers", "[]", "carriers is empty"),
            ("territories", #"[{"kind": "commune", "code": "69000"}]"#, "a postal code is none"),
            ("territories", #"[{"kind": "epci", "code": "200099991"}]"#, "last digit"),
            ("territories", "[]", "name the EPCI"),
            ("contact", #"{"email": "a", "address": "b"}"#, "is no e-mail address"),
            ("contact", #"{"email": "a@b.fr", "address": ""}"#, "postal address"),
            ("contact", #"{"email": "a@b.fr", "address": "b", "telephone": "call"}"#, "is no number"),
            ("name", #"{"fr": "", "en": "A"}"#, "name.fr is empty"),
            ("policies", #"["none"]"#, "there is no policy 'none'"),
            ("look", ##"{"accent": {"light": "#8fc1ff", "dark": "#8fc1ff"}}"##, "take a darker one"),
            ("look", ##"{"accent": {"light": "#0b5394", "dark": "#0b5394"}}"##, "take a lighter one"),
            ("look", #"{"accent": {"light": "blue", "dark": "blue"}}"#, "write one like #0b5394"),
            ("texts", #"{"notice": [], "privacy": []}"#, "none is in force on 2026-11-30"),
            (
                "texts", #"{"notice": [{"version": "1", "from": "2027-01-01", "fr": "a", "en": "b"}], "privacy": []}"#,
                "none is"
            ),
            (
                "texts", #"{"notice": [{"version": "1", "from": "2026-01-01", "fr": " ", "en": "b"}], "privacy": []}"#,
                "in fr is"
            ),
            (
                "texts", #"{"notice": [{"version": "1", "from": "2026-01-01", "fr": "b", "en": "b"}], "privacy": []}"#,
                "translate"
            ),
            (
                "texts", #"{"notice": [{"version": "1", "from": "1.1.2026", "fr": "a", "en": "b"}], "privacy": []}"#,
                "YYYY-MM-DD"
            ),
        ])
    func wrong(field: String, value: String, words: String) throws {
        let value = try JSONSerialization.jsonObject(
            with: Data((value.first == "[" || value.first == "{" ? value : "\"\(value)\"").utf8),
            options: .fragmentsAllowed)
        let faults = try faults { $0[field] = value }
        #expect(faults.contains { $0.contains(words) }, "\(faults)")
    }

    @Test("keeps the texts that were in force, and takes new versions and other coming ones")
    func texts() throws {
        let former = try TenantProfile.example()
        func privacy(_ texts: [[String: String]]) throws -> [String] {
            try faults(
                { fields in
                    var all = fields["texts"] as? [String: Any] ?? [:]
                    all["privacy"] = texts
                    fields["texts"] = all
                }, after: former)
        }
        let kept = former.texts.privacy.map { ["version": $0.version, "from": "\($0.from)", "fr": $0.fr, "en": $0.en] }
        #expect(try privacy(kept) == [])
        #expect(
            try privacy(Array(kept.prefix(2)) + [["version": "4", "from": "2026-12-01", "fr": "a", "en": "b"]]) == [])
        var changed = kept
        changed[0]["fr"] = "autre"
        #expect(try privacy(changed).contains { $0.contains("privacy 1 is or was in force") })
        #expect(try privacy(Array(kept.dropFirst())).count == 1)
        #expect(former.texts.inForce(.privacy, on: CivilDay("2026-05-31")!)?.version == "1")
        #expect(former.texts.inForce(.privacy, on: CivilDay("2026-06-01")!)?.version == "2")
        #expect(former.texts.inForce(.privacy, on: CivilDay("2025-12-31")!) == nil)
    }

    @Test("has contrasts as WCAG reckons them")
    func contrast() throws {
        let (black, white) = (try #require(Colour("#000000")), try #require(Colour("#ffffff")))
        #expect(black.contrast(with: white) == 21 && white.contrast(with: white) == 1)
        // The values of WebAIM's contrast checker.
        let grey = try #require(Colour("#767676"))
        #expect((grey.contrast(with: white) * 100).rounded() == 454)
        #expect(
            Colour("#76767") == nil && Colour("767676") == nil && Colour("#7676767") == nil && Colour("#+67676") == nil)
    }

    @Test("takes a logo that is a picture alone")
    func logo() throws {
        func faults(_ svg: String) throws -> [String] {
            let logo = try #require(TenantLook.Logo(Array(svg.utf8)))
            return TenantLook(accent: try TenantProfile.example().look.accent, logo: logo).faults
        }
        #expect(try faults("<svg xmlns=\"http://www.w3.org/2000/svg\"><path fill=\"url(#a)\"/></svg>") == [])
        for more in [
            "<script>1</script>", "<rect onload = \"x\"/>", "<image href=\"https://a.example/b.png\"/>",
            "<use xlink:href='//a'/>", "<rect style=\"fill:url(https://a.example)\"/>", "<foreignObject/>",
        ] {
            #expect(try faults("<svg>\(more)</svg>").count == 1, "\(more)")
        }
        #expect(try faults("<svg>\(String(repeating: " ", count: TenantLook.Logo.largest))</svg>").count == 1)
        #expect(TenantLook.Logo(Array("GIF89a".utf8)) == nil)
    }
}

@Suite("A tenant's template")
struct TenantTemplateTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/running/metropolis")

    private func example() throws -> [UInt8] {
        [UInt8](try Data(contentsOf: Self.folder.appending(path: "tenant.json")))
    }

    @Test("of the documentation makes a profile without faults")
    func documented() throws {
        let profile = try TenantTemplate(json: example()).profile(of: TenantID("val-clair"), .authority) { name in
            [UInt8](try Data(contentsOf: Self.folder.appending(path: name)))
        }
        let policies: Set = ["daily-provision-2018", "code-energie-d111-53", "code-energie-d111-63"]
        #expect(profile.faults(on: CivilDay("2026-11-30")!, policies: policies) == [])
        #expect(profile.look.logo?.type == "image/svg+xml" && profile.texts.privacy[0].fr.contains("CNIL"))
    }

    @Test("names each file that is not there, and each field that there is none of")
    func faults() throws {
        #expect {
            try TenantTemplate(json: example()).profile(of: TenantID("val-clair"), .authority) { _ in throw Unexpected()
            }
        } throws: {
            ($0 as? TenantProfileFault)?.faults.count == 5
        }
        let text = String(decoding: try example(), as: UTF8.self)
        let cases = [
            (text.replacing("\"siren\"", with: "\"sirene\""), "there is no field sirene"),
            (text.replacing("\"accent\"", with: "\"colour\": 1, \"accent\""), "there is no field look.colour"),
            (text.replacing("\"kind\": \"epci\"", with: "\"sort\": \"epci\""), "territories.1.sort"),
            (text.replacing("\"siren\": \"200099992\",", with: ""), "siren is missing"),
            (text.replacing("\"carriers\": [", with: "\"carriers\": [\"coal\", "), "carriers.1"), ("[]", "no"),
            ("{", "JSON"),
        ]
        for (template, words) in cases {
            #expect {
                _ = try TenantTemplate(json: Array(template.utf8))
            } throws: {
                ($0 as? TenantProfileFault)?.description.contains(words) == true
            }
        }
    }

    @Test("has every field in its schema, and the schema has no other")
    func schema() throws {
        let schema = try #require(
            try JSONSerialization.jsonObject(with: Data(TenantTemplate.schema)) as? [String: Any])
        let named = try #require(schema["properties"] as? [String: Any])
        let used = try #require(try JSONSerialization.jsonObject(with: Data(example())) as? [String: Any])
        #expect(Set(named.keys) == Set(used.keys))
        #expect(try JSONFields.unknown(in: example(), beside: TenantTemplate.schema) == [])
        #expect(Set(schema["required"] as? [String] ?? []) == Set(used.keys).subtracting(["$schema"]))
    }
}
