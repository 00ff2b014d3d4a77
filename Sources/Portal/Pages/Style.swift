import Access
import Crypto
import HTTPTypes

/// The one style sheet. Its name changes with its content, so browsers may keep it for ever.
enum Style {
    static let path = "/assets/\(name)"

    static let routes = [
        Route(.get, "/assets/{file}", for: .everyone) { call in
            guard call.parameter("file") == name else { throw Problem.notFound }
            return Answer(
                fields: [
                    .contentType: "text/css; charset=utf-8", .cacheControl: "public, max-age=31536000, immutable",
                ],
                body: .bytes(PackageResources.maille_css))
        }
    ]

    private static let name: String =
        "maille-\(SHA256.hash(data: PackageResources.maille_css).prefix(6).hexadecimal).css"
}
