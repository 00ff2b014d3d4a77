/// How times without a zone are meant.
enum TableZone: Hashable {
    /// Legal time, with its clock changes. Belgium, Germany and Luxembourg have the same.
    case legal
    /// The same offset all the year, as ISO 8601 writes it.
    case fixed(String)

    init?(_ text: String) {
        switch text {
        case "Europe/Paris", "Europe/Brussels", "Europe/Berlin", "Europe/Luxembourg", "Europe/Amsterdam": self = .legal
        case "UTC", "Z": self = .fixed("Z")
        default:
            guard text.wholeMatch(of: #/[+-](0\d|1[0-4]):[0-5]\d/#) != nil else { return nil }
            self = .fixed(text)
        }
    }
}
