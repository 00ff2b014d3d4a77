import CLibXML2
import Metering

/// What takes the elements of an XML document.
protocol XMLHandler: AnyObject {
    func open(_ name: XMLName, _ attributes: XMLAttributes, line: UInt32) throws
    /// An element ends; `text` is its text when it has no child elements, else what followed the last child.
    func close(_ name: XMLName, text: Span<UInt8>, line: UInt32) throws
    /// The document is complete.
    func finish() throws
}

/// The local name of an element or attribute, valid during the call that gives it.
///
/// Compared against literals without making a string: `case "PDC":`.
struct XMLName {
    fileprivate let bytes: UnsafePointer<xmlChar>

    var string: String { String(cString: bytes) }

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
    fileprivate let count: Int
    /// libxml2's quintuples: local name, prefix, URI, value start, value end.
    fileprivate let base: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?

    /// The value of an attribute as text, or nil.
    func string(_ wanted: StaticString) -> String? {
        guard let base else { return nil }
        for index in 0..<count {
            guard let name = base[index * 5], let start = base[index * 5 + 3], let end = base[index * 5 + 4] else {
                continue
            }
            guard XMLName(bytes: name) == wanted else { continue }
            return String(decoding: UnsafeBufferPointer(start: start, count: end - start), as: UTF8.self)
        }
        return nil
    }
}

/// Reads XML with libxml2's push parser: memory stays with one element, and a document type declaration, where
/// entity attacks live, is refused on sight.
final class XMLReader: DocumentReader {
    private let handler: any XMLHandler
    private let limits: ReadingLimits
    private var context: xmlParserCtxtPtr?
    private var failure: (any Error)?
    private var text: [UInt8] = []
    private var depth = 0

    init(_ handler: any XMLHandler, limits: ReadingLimits) {
        self.handler = handler
        self.limits = limits
        var callbacks = XMLReader.callbacks
        context = xmlCreatePushParserCtxt(&callbacks, Unmanaged.passUnretained(self).toOpaque(), nil, 0, nil)
        if let context { xmlCtxtUseOptions(context, Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOCDATA.rawValue)) }
    }

    deinit {
        if let context { xmlFreeParserCtxt(context) }
    }

    func read(_ bytes: Span<UInt8>) throws {
        try bytes.withUnsafeBufferPointer { buffer in
            try buffer.withMemoryRebound(to: CChar.self) { try parse($0, isLast: false) }
        }
    }

    func finish() throws {
        try parse(UnsafeBufferPointer(start: nil, count: 0), isLast: true)
        try handler.finish()
    }

    private func parse(_ bytes: UnsafeBufferPointer<CChar>, isLast: Bool) throws {
        guard let context else { throw FlowError.malformed(line: 0, detail: "no memory for a parser") }
        let code = xmlParseChunk(context, bytes.baseAddress, Int32(bytes.count), isLast ? 1 : 0)
        if let failure { throw failure }
        if code != XML_ERR_OK.rawValue && context.pointee.wellFormed == 0 { throw syntaxError(code) }
    }

    private func syntaxError(_ code: Int32) -> FlowError {
        let error = xmlCtxtGetLastError(context)
        let isCut: Set<UInt32> = [
            XML_ERR_DOCUMENT_END.rawValue, XML_ERR_DOCUMENT_EMPTY.rawValue, XML_ERR_TAG_NOT_FINISHED.rawValue,
        ]
        let place = UInt32(clamping: error?.pointee.line ?? 0)
        if isCut.contains(UInt32(bitPattern: code)), error?.pointee.code == code, isAtEnd {
            return .truncated(line: place)
        }
        if code == XML_ERR_INVALID_ENCODING.rawValue || code == XML_ERR_INVALID_CHAR.rawValue
            || code == XML_ERR_UNSUPPORTED_ENCODING.rawValue || code == XML_ERR_UNKNOWN_ENCODING.rawValue
        {
            return .encoding(line: place, detail: "the bytes are not the declared encoding; convert the file to UTF-8")
        }
        return .malformed(line: place, detail: "XML error \(code) of libxml2; ask the sender for the file again")
    }

    private var isAtEnd: Bool {
        guard let input = context?.pointee.input else { return true }
        return input.pointee.end - input.pointee.cur <= 0 || depth > 0
    }

    private var line: UInt32 { UInt32(clamping: context?.pointee.input?.pointee.line ?? 0) }

    // MARK: callbacks

    private func stopping(_ work: () throws -> Void) {
        guard failure == nil else { return }
        do {
            try work()
        } catch {
            failure = error
            xmlStopParser(context)
        }
    }

    private func open(_ name: XMLName, _ attributes: XMLAttributes) {
        stopping {
            depth += 1
            guard depth <= limits.depth else {
                throw FlowError.tooLarge(line: line, detail: "elements nest deeper than \(limits.depth)")
            }
            text.removeAll(keepingCapacity: true)
            try handler.open(name, attributes, line: line)
        }
    }

    private func close(_ name: XMLName) {
        stopping {
            depth -= 1
            let place = line
            try text.withUnsafeBufferPointer { try handler.close(name, text: $0.span, line: place) }
            text.removeAll(keepingCapacity: true)
        }
    }

    private func append(_ bytes: UnsafeBufferPointer<xmlChar>) {
        stopping {
            guard text.count + bytes.count <= limits.token else {
                throw FlowError.tooLarge(line: line, detail: "a text is longer than \(limits.token) bytes")
            }
            text.append(contentsOf: bytes)
        }
    }

    private func refuseDocumentType() {
        stopping {
            throw FlowError.forbidden(line: line, detail: "a document type declaration; remove it")
        }
    }

    private static func reader(_ context: UnsafeMutableRawPointer?) -> XMLReader? {
        context.map { Unmanaged<XMLReader>.fromOpaque($0).takeUnretainedValue() }
    }

    private static var callbacks: xmlSAXHandler {
        var handler = xmlSAXHandler()
        handler.initialized = XML_SAX2_MAGIC
        handler.startElementNs = { context, name, _, _, _, _, count, _, attributes in
            guard let name else { return }
            XMLReader.reader(context)?.open(
                XMLName(bytes: name), XMLAttributes(count: Int(count), base: attributes))
        }
        handler.endElementNs = { context, name, _, _ in
            guard let name else { return }
            XMLReader.reader(context)?.close(XMLName(bytes: name))
        }
        handler.characters = { context, bytes, count in
            XMLReader.reader(context)?.append(UnsafeBufferPointer(start: bytes, count: Int(count)))
        }
        handler.internalSubset = { context, _, _, _ in XMLReader.reader(context)?.refuseDocumentType() }
        return handler
    }
}
