package import Metering

/// What stands at an ESPI path and is written as an Atom entry.
///
/// Resources are joined by links, not by nesting: each names its collection (`up`) and what belongs to it
/// (`related`). Source: NAESB REQ.21 ESPI 3.3 (`GB_XML_schema_usage_v3_3.xsd`), valid under 4.0 too.
package protocol ESPIResource: Sendable {
    var path: ESPIPath { get }
    var title: String { get }
    var related: [ESPIPath] { get }
    /// Appends the ESPI element.
    func append(to document: inout [UInt8])
}

/// A document of one resource: an Atom entry.
package enum ESPIDocument {
    package static func entry(_ resource: some ESPIResource, at base: ESPIBase, updated: Instant) -> [UInt8] {
        var document: [UInt8] = []
        document.append(xmlDeclaration)
        document.append(entry: resource, at: base, updated: updated, namespace: AtomFeed.namespace)
        return document
    }

    /// What a third party is told when data have changed: addresses and nothing else.
    package static func batchList(_ addresses: [String]) -> [UInt8] {
        var document: [UInt8] = []
        document.append(xmlDeclaration)
        document.append("<BatchList xmlns=\"http://naesb.org/espi\">\n")
        for address in addresses { document.append(element: "resources", text: address) }
        document.append("</BatchList>\n")
        return document
    }

    /// Whether the service is there: the answer of `ReadServiceStatus`.
    package static func serviceStatus(isNormal: Bool) -> [UInt8] {
        var document: [UInt8] = []
        document.append(xmlDeclaration)
        document.append("<ServiceStatus xmlns=\"http://naesb.org/espi\">")
        document.append(element: "currentStatus", number: isNormal ? 1 : 0)
        document.append("</ServiceStatus>\n")
        return document
    }

    static let xmlDeclaration: StaticString = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
}

extension Instant {
    /// The date of resources that never change: that of their definition in REQ.21.
    package static let beforeAnyData = Instant(secondsSinceEpoch: 1_356_998_400)
}
