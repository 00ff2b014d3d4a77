import CLibXML2
import Metering

/// Reads XML with libxml2's push parser: memory stays with one element, and a document type declaration, where
/// entity attacks live, is refused on sight.
///
/// What every element touches goes without Swift's run-time exclusivity checks: they took a third of the time of
/// an import, and callbacks come one at a time, from within `parse`.
final class XMLReader: DocumentReader {
    /// Bytes of one tag: a hundred times those of the longest in the flows.
    private static let longestTag = 64 << 10
    /// Names in one document; the flows have a few hundred.
    private static let mostNames: Int32 = 10_000

    private let handler: any XMLHandler
    private let mixed: (any MixedTextHandler)?
    private let isVerbatim: Bool
    private let limits: ReadingLimits
    @exclusivity(unchecked) private var context: xmlParserCtxtPtr?
    @exclusivity(unchecked) private var failure: (any Error)?
    private var fault: SyntaxFault?
    @exclusivity(unchecked) private var text: [UInt8] = []
    /// Elements that are open.
    @exclusivity(unchecked) private(set) var depth = 0
    @exclusivity(unchecked) private var isRootClosed = false
    @exclusivity(unchecked) private var skippedLines: UInt32 = 0

    init(_ handler: any XMLHandler, limits: ReadingLimits) {
        self.handler = handler
        mixed = handler as? any MixedTextHandler
        isVerbatim = handler is any VerbatimTextHandler
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
            try buffer.withMemoryRebound(to: CChar.self) { text in
                for start in stride(from: 0, to: text.count, by: XMLReader.longestTag) {
                    let end = min(text.count, start + XMLReader.longestTag)
                    try parse(UnsafeBufferPointer(rebasing: text[start..<end]), isLast: false)
                    try requireBounded()
                }
            }
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
        // At a bound of its own libxml2 takes no more, and still calls what it read well-formed.
        if context.pointee.wellFormed == 0 || context.pointee.disableSAX != 0 {
            let first = fault ?? SyntaxFault(code: UInt32(bitPattern: code), line: line, isAtEnd: false)
            // Until its last call the parser waits for the end of what is open: what fails there was cut.
            throw isLast && first.isAtEnd && !isRootClosed ? FlowError.truncated(line: first.line) : first.error
        }
    }

    /// Tags and names that the parser holds: it compares each attribute of a tag with all the others, and keeps
    /// every name it ever met.
    private func requireBounded() throws {
        guard let context, let input = context.pointee.input?.pointee else { return }
        let waiting = input.end - input.cur
        let isTag = waiting > 1 && input.cur[0] == UInt8(ascii: "<") && ![0x21, 0x3F].contains(input.cur[1])
        guard !isTag || waiting <= XMLReader.longestTag else {
            throw FlowError.tooLarge(line: line, detail: "a tag is longer than any flow needs")
        }
        guard xmlDictSize(context.pointee.dict) <= XMLReader.mostNames else {
            throw FlowError.tooLarge(line: line, detail: "more different names than any flow has")
        }
    }

    private var line: UInt32 { UInt32(clamping: context?.pointee.input?.pointee.line ?? 0) &+ skippedLines }

    /// What is read next stands so many lines further on: another parser takes the bytes between.
    func skip(lines: UInt32) { skippedLines &+= lines }

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
            guard attributes.count == 0 || attributes.size <= limits.token else { throw longText }
            if let mixed, !text.isEmpty { try text.withUnsafeBufferPointer { try mixed.mixedText($0.span) } }
            text.removeAll(keepingCapacity: true)
            try handler.open(name, attributes, line: line)
        }
    }

    private func close(_ name: XMLName) {
        stopping {
            depth -= 1
            isRootClosed = depth == 0
            let place = line
            try text.withUnsafeBufferPointer {
                let content = isVerbatim ? $0 : $0.withoutWhiteSpaceAround
                try handler.close(name, text: content.span, line: place)
            }
            text.removeAll(keepingCapacity: true)
        }
    }

    private func append(_ bytes: UnsafeBufferPointer<xmlChar>) {
        stopping {
            guard text.count + bytes.count <= limits.token else { throw longText }
            text.append(contentsOf: bytes)
        }
    }

    private var longText: FlowError {
        .tooLarge(line: line, detail: "a text is longer than \(limits.token) bytes")
    }

    private func refuseDocumentType() {
        stopping {
            throw FlowError.forbidden(line: line, detail: "a document type declaration; remove it")
        }
    }

    private func note(_ error: xmlError) {
        guard fault == nil, error.level == XML_ERR_FATAL else { return }
        let input = context?.pointee.input?.pointee
        let rest = input.map { $0.end - $0.cur } ?? 0
        fault = SyntaxFault(
            code: UInt32(bitPattern: error.code), line: UInt32(clamping: error.line) &+ skippedLines,
            isAtEnd: rest < SyntaxFault.longestOpening)
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
        handler.serror = { context, error in
            guard let error else { return }
            XMLReader.reader(context)?.note(error.pointee)
        }
        return handler
    }
}

/// The first fault that libxml2 finds: those that follow from it would mislead.
private struct SyntaxFault {
    /// The parser stops at the start of an opening that it cannot complete, of which this is the longest.
    static let longestOpening = "<![CDATA[".utf8.count

    let code: UInt32
    let line: UInt32
    /// Whether nothing follows the fault in what has been read.
    let isAtEnd: Bool

    var error: FlowError {
        switch xmlParserErrors(rawValue: code) {
        case XML_ERR_INVALID_ENCODING, XML_ERR_INVALID_CHAR, XML_ERR_UNSUPPORTED_ENCODING, XML_ERR_UNKNOWN_ENCODING,
            XML_I18N_CONV_FAILED:
            .encoding(line: line, detail: "the bytes are not the declared encoding; convert the file to UTF-8")
        case XML_ERR_NAME_TOO_LONG, XML_ERR_INTERNAL_ERROR, XML_ERR_NO_MEMORY:
            .tooLarge(line: line, detail: "a tag or name is longer than any flow needs")
        default:
            .malformed(line: line, detail: "XML error \(code) of libxml2; ask the sender for the file again")
        }
    }
}
