import Metering

/// The `PRM` element that is open in a document: what is written for one point in a row stands in one element.
struct PRMElement {
    static let end: StaticString = "</PRM>\n"

    private var point: PointID?
    var isOpen: Bool { point != nil }

    mutating func open(_ next: PointID, in document: inout [UInt8]) {
        guard next != point else { return }
        if isOpen { document.append(PRMElement.end) }
        point = next
        document.append("<PRM><Id_PRM>")
        document.append(xmlText: next.text)
        document.append("</Id_PRM>\n")
    }
}
