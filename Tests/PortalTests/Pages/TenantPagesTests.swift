import Access
import HTTPTypes
import Metering
import TestKit
import Testing

@testable import Pages
@testable import Web

@Suite("The pages of a tenant", .fewAtOnce)
struct TenantPagesTests {
    private static let paths = ["/login", "/register", "/legal/notice", "/legal/privacy", "/password/forgotten"]

    @Test("show its name, colours and texts, and nothing of the other tenant, in both languages")
    func twoTenants() throws {
        let town = try Neighbourhood { id in
            try .example(
                id, id == "grid" ? .networkOperator : .authority, named: id == "grid" ? "Réseau" : "Ville",
                accent: id == "grid" ? "#7a1f5c" : "#0b5394")
        }
        for (place, own, other) in [(town.grid, "Réseau", "Ville"), (town.city, "Ville", "Réseau")] {
            for path in Self.paths {
                for (language, article) in [("fr", "La"), ("en", "The")] {
                    let page = try town.call(.get, path, at: place, query: [("lang", language)])
                    #expect(page.status == .ok)
                    #expect(page.text.contains(" – \(article) \(own)</title>"), "\(path)")
                    #expect(
                        page.text.contains("href=\"/legal/notice\"") && page.text.contains("href=\"/legal/privacy\""))
                    #expect(!page.text.contains(other) && !page.text.contains("Maille"), "\(path)")
                }
            }
        }
        let (sheet, foreign) = (
            try #require(town.grid.tenant.appearance.sheet), try #require(town.city.tenant.appearance.sheet)
        )
        let answer = try town.call(.get, "/assets/{file}", at: town.grid, ["file": sheet.name])
        #expect(answer.text.contains(":root { --act: #7a1f5c;"))
        #expect(try town.call(.get, "/assets/{file}", at: town.grid, ["file": foreign.name]).status == .notFound)
    }

    @Test(arguments: ["# One\n## Two", "## One\n### Two"])
    func `have the headings of a legal text one level after the other, whatever the first`(source: String) {
        #expect(Markdown.html(source) == "<h2>One</h2>\n<h3>Two</h3>")
    }

    @Test("show the legal text that is in force, with its version, and whom to write to")
    func legal() throws {
        let town = try Neighbourhood { try .example($0) }
        let page = try town.call(.get, "/legal/privacy", at: town.grid, query: [("lang", "fr")]).text
        #expect(
            page.contains("Vie privée de Val-Clair") && page.contains("Version 2, en vigueur depuis le 1er juin 2026"))
        #expect(page.contains("mailto:dpo@grid.example") && !page.contains("Ancienne") && !page.contains("Future"))
        let notice = try town.call(.get, "/legal/notice", at: town.grid, query: [("lang", "en")]).text
        #expect(notice.contains("Mentions of Val-Clair") && !notice.contains("dpo@"))
    }

    @Test("are Maille's where nobody described it, without links to texts that are not there")
    func undescribed() throws {
        let town = try Neighbourhood()
        let page = try town.call(.get, "/login", at: town.grid).text
        #expect(page.contains(" – Maille</title>") && !page.contains("/legal/") && !page.contains("look-"))
        #expect(try town.call(.get, "/legal/privacy", at: town.grid).status == .notFound)
    }

    @Test("refuse what its kind may not do, and leave the rest")
    func kinds() throws {
        for kind in OperatorKind.allCases {
            let town = try Neighbourhood { try .example($0, kind) }
            _ = try town.grid.person("gaelle", .buildingManager)
            let manager = try town.grid.session("gaelle")
            let list = try town.call(.get, "/api/v1/buildings", at: town.grid, by: manager)
            #expect(list.status == (kind == .networkOperator ? .ok : .forbidden), "\(kind)")
            #expect(list.text.contains("not-offered-here") == (kind != .networkOperator))
            let page = try town.call(.get, "/buildings/{building}", at: town.grid, by: manager, ["building": "b"])
            #expect(page.status == (kind == .networkOperator ? .notFound : .forbidden), "\(kind)")
            #expect(try town.call(.get, "/consents", at: town.grid, by: manager).status == .ok)
        }
    }

    @Test("sign e-mails with its name")
    func letters() throws {
        let town = try Neighbourhood { try .example($0) }
        let tenant = town.grid.tenant
        let anna = PersonalAttributes(name: "Anna", email: "anna@example.org")
        _ = try tenant.accounts.register(anna, password: Place.password, source: "test", now: town.now)
        let letters = try tenant.access.read(in: tenant.id) { store in
            try store.records(QueuedEmail.self).compactMap { try $0.opened(store, tenant.keys) }
        }
        #expect(letters.count == 1 && letters[0].text.hasSuffix("\n\nLa Val-Clair"))
    }
}

@Suite("Markdown of legal texts")
struct MarkdownTests {
    @Test(arguments: [
        ("plain\ntext\n\nmore", "<p>plain\ntext</p>\n<p>more</p>"),
        ("# A\n## B\n\n### C", "<h2>A</h2>\n<h3>B</h3>\n<h4>C</h4>"),
        ("- one\n  goes on\n- two\n\nend", "<ul>\n<li>one\ngoes on</li>\n<li>two</li>\n</ul>\n<p>end</p>"),
        (
            "**b** & [l](https://a.example/?a=1&b=2)",
            "<p><strong>b</strong> &amp; <a href=\"https://a.example/?a=1&amp;b=2\">l</a></p>"
        ),
        ("<script>\"'</script>", "<p>&lt;script&gt;&quot;&#39;&lt;/script&gt;</p>"),
        ("[x](javascript:alert(1)) [y](http://a)", "<p>[x](javascript:alert(1)) [y](http://a)</p>"),
        ("", ""),
    ])
    func `becomes HTML, and nothing of it that is HTML does`(source: String, html: String) {
        #expect(Markdown.html(source) == html)
    }
}
