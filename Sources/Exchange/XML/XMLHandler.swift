import CLibXML2
import Metering

/// What takes the elements of an XML document.
protocol XMLHandler: AnyObject {
    func open(_ name: XMLName, _ attributes: XMLAttributes, line: UInt32) throws
    /// An element ends; `text` is its text when it has no child elements, else what followed the last child,
    /// without the white space at its ends.
    func close(_ name: XMLName, text: Span<UInt8>, line: UInt32) throws
    /// The document is complete.
    func finish() throws
}

/// A handler of text whose white space counts: it is given with what stands around it.
protocol VerbatimTextHandler: XMLHandler {}

/// A handler of text with elements inside it.
protocol MixedTextHandler: VerbatimTextHandler {
    /// Text that stands before an element opens inside it.
    func mixedText(_ text: Span<UInt8>) throws
}

/// The local name of an element or attribute, valid during the call that gives it.
///
/// Compared against literals without making a string: `case "PDC":`.
struct XMLName {
    let bytes: UnsafePointer<xmlChar>

    static func ~= (pattern: StaticString, name: XMLName) -> Bool { name == pattern }

    static func == (name: XMLName, text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        var position = 0
        while position < count {
            if name.bytes[position] != text.utf8Start[position] { return false }
            position += 1
        }
        return name.bytes[count] == 0
    }
}

/// The attributes of an element, valid during the call that gives them.
struct XMLAttributes {
    let count: Int
    /// libxml2's quintuples: local name, prefix, URI, value start, value end.
    let base: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?

    /// What a closure reads in the value of an attribute, without the white space at its ends; nil where the
    /// element has no such attribute.
    func value<Result>(_ wanted: StaticString, _ read: (Span<UInt8>) throws -> Result) rethrows -> Result? {
        guard let base else { return nil }
        for index in 0..<count {
            guard let name = base[index * 5], XMLName(bytes: name) == wanted else { continue }
            guard let start = base[index * 5 + 3], let end = base[index * 5 + 4] else { continue }
            return try read(UnsafeBufferPointer(start: start, count: end - start).withoutWhiteSpaceAround.span)
        }
        return nil
    }

    /// The bytes of all the values together.
    var size: Int {
        guard let base else { return 0 }
        var size = 0
        for index in 0..<count {
            guard let start = base[index * 5 + 3], let end = base[index * 5 + 4] else { continue }
            size += end - start
        }
        return size
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The text as XML Schema collapses it at its ends.
    var withoutWhiteSpaceAround: UnsafeBufferPointer<UInt8> {
        var (start, end) = (0, count)
        while start < end, self[start].isXMLWhiteSpace { start += 1 }
        while end > start, self[end - 1].isXMLWhiteSpace { end -= 1 }
        return UnsafeBufferPointer(rebasing: self[start..<end])
    }
}

extension UInt8 {
    fileprivate var isXMLWhiteSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}
