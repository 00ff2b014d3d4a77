import Access
import Crypto
import HTTPTypes
import Web

/// The one style sheet, and the colours and logo of the tenant beside it. Their names change with their content, so
/// browsers may keep them for ever.
enum Style {
    static let path = common.path

    private static let common = TenantAppearance.Asset(
        "maille", "css", type: "text/css; charset=utf-8", PackageResources.maille_css)

    static let routes = [
        Route(.get, "/assets/{file}", for: .everyone) { call in
            let appearance = call.tenant.appearance
            let file = [common, appearance.sheet, appearance.logo].compactMap(\.self).first {
                $0.name == call.parameter("file")
            }
            guard let file else { throw Problem.notFound }
            return Answer(
                fields: [
                    .contentType: file.type, .cacheControl: "public, max-age=31536000, immutable",
                    // An SVG that is opened by itself stays a picture.
                    .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; sandbox",
                ],
                body: .bytes(file.bytes))
        }
    ]
}
