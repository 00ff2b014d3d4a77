/// Where an ESPI resource stands under the base address of the service, as the REST paths of REQ.21 have it:
/// `Subscription/7f/UsagePoint/2c/MeterReading/…`.
///
/// The ids are the caller's, and everyone who sees a link sees them: opaque ones, never a PRM.
package struct ESPIPath: Hashable, Sendable {
    package let text: String
    /// What stands there, or what a collection is of: `UsagePoint`.
    package let kind: String
    package let isCollection: Bool

    private init(_ text: String, kind: String, isCollection: Bool) {
        self.text = text
        self.kind = kind
        self.isCollection = isCollection
    }

    /// A collection at the root: `ReadingType`.
    package static func all(_ kind: String) -> ESPIPath { ESPIPath(kind, kind: kind, isCollection: true) }

    /// Everything of a subscription in one feed.
    package static func batch(ofSubscription id: String) -> ESPIPath {
        ESPIPath("Batch/Subscription/\(id.asPathSegment)", kind: "Subscription", isCollection: true)
    }

    /// Everything of one point of a subscription in one feed.
    package static func batch(ofSubscription id: String, usagePoint: String) -> ESPIPath {
        ESPIPath(
            "Batch/Subscription/\(id.asPathSegment)/UsagePoint/\(usagePoint.asPathSegment)", kind: "UsagePoint",
            isCollection: true)
    }

    /// Everything that a third party is agreed to get for all its customers: the `BR` of its scope.
    package static func batch(ofBulk id: String) -> ESPIPath {
        ESPIPath("Batch/Bulk/\(id.asPathSegment)", kind: "Bulk", isCollection: true)
    }

    package static func subscription(_ id: String) -> ESPIPath { all("Subscription").member(id) }
    package static func usagePoint(_ id: String, ofSubscription subscription: String) -> ESPIPath {
        .subscription(subscription).collection("UsagePoint").member(id)
    }
    package static func authorization(_ id: String) -> ESPIPath { all("Authorization").member(id) }
    package static func application(_ id: String) -> ESPIPath { all("ApplicationInformation").member(id) }
    static let parisTime = all("LocalTimeParameters").member("Europe-Paris")

    /// A member of this collection.
    package func member(_ id: String) -> ESPIPath {
        ESPIPath("\(text)/\(id.asPathSegment)", kind: kind, isCollection: false)
    }

    /// A collection under this resource.
    package func collection(_ kind: String) -> ESPIPath {
        ESPIPath("\(text)/\(kind)", kind: kind, isCollection: true)
    }

    /// The collection that this member is of.
    var up: ESPIPath {
        ESPIPath(text.split(separator: "/").dropLast().joined(separator: "/"), kind: kind, isCollection: true)
    }

    /// The type that ESPI gives to links: `espi-entry/UsagePoint`, `espi-feed/UsagePoint`.
    var linkType: String { (isCollection ? "espi-feed/" : "espi-entry/") + kind }
}

/// The address that all paths are under, without a slash at its end: `https://host/espi/1_1/resource`.
package struct ESPIBase: Hashable, Sendable {
    package let address: String

    /// Where the resources of a service stand, below its origin (REQ.21).
    package static let root = "/espi/1_1/resource"

    package init(_ address: String) { self.address = address }

    package init(origin: String) { self.init(origin + ESPIBase.root) }

    package func address(of path: ESPIPath) -> String { "\(address)/\(path.text)" }

    /// The id of what stands at a path, the same as long as its address is: RFC 9562's version 5, of the address.
    func id(of path: ESPIPath) -> String { "urn:uuid:\(NameBasedUUID.text(ofAddress: address(of: path)))" }
}

extension String {
    /// The text with everything but RFC 3986's unreserved characters percent-encoded.
    fileprivate var asPathSegment: String {
        let digits = Array("0123456789ABCDEF")
        return utf8.reduce(into: "") { text, byte in
            let isLetter = (byte | 0x20) &- 0x61 < 26
            if isLetter || byte &- 0x30 < 10 || "-._~".utf8.contains(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 0x0F)])"
            }
        }
    }
}
