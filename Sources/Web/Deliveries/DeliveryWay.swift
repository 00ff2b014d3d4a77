/// How documents reach a destination, and where it is. Nothing in it is secret.
package enum DeliveryWay: Hashable, Sendable, Codable {
    /// A folder that the server's user can write to.
    case folder(path: String)
    case sftp(SFTPPlace)
    /// A file for each edition, by HTTPS PUT. With `user`: Basic; else Bearer, where there is a secret.
    case put(HTTPSPlace, user: String?)
    /// A dataset of a CKAN catalogue: a resource for each document, whose file is replaced by its next edition.
    case ckan(HTTPSPlace, dataset: String)
    /// A dataset of Data Fair for each document, whose file is replaced by its next edition; CSV alone.
    case dataFair(HTTPSPlace, prefix: String)

    /// For lists.
    package var text: String {
        switch self {
        case .folder(let path): "folder \(path)"
        case .sftp(let place): "sftp \(place.text)"
        case .put(let place, _): "put \(place.address)"
        case .ckan(let place, let dataset): "ckan \(place.address), dataset \(dataset)"
        case .dataFair(let place, let prefix): "data-fair \(place.address), datasets \(prefix)…"
        }
    }

    /// Whether it takes files of a type. Data Fair reads tables: JSON is none.
    func takes(type: Substring) -> Bool {
        if case .dataFair = self { return type == "csv" }
        return true
    }
}

/// A server that is called over HTTPS.
package struct HTTPSPlace: Hashable, Sendable, Codable {
    /// Without a slash at the end.
    package let address: String
    /// Certificates of authorities (PEM) that are trusted in place of the system's.
    let authority: String?

    /// Throws `DestinationFault`.
    package init(_ text: String, authority: String? = nil) throws(DestinationFault) {
        guard let url = WebhookURL(text), !text.contains("?"), url.isSecure || url.isOfThisMachine else {
            throw .badAddress
        }
        var address = Substring(url.url)
        while address.hasSuffix("/") { address = address.dropLast() }
        self.address = String(address)
        self.authority = authority
    }
}
