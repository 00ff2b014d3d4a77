import CYajl
import Metering

/// What takes the events of a JSON document.
///
/// `key` is the member name under which the value stands; for an object inside an array, the name of the array; for
/// a scalar inside an array, none: no flow has any.
protocol JSONHandler: AnyObject {
    func open(_ container: JSONContainer, key: String, line: UInt32) throws
    func close(_ container: JSONContainer, key: String, line: UInt32) throws
    /// A string, number or boolean as its text; null as no text at all.
    func scalar(_ text: Span<UInt8>, key: String, line: UInt32) throws
    func finish() throws
}

enum JSONContainer {
    case object, array
}

/// Reads JSON with yajl, event by event: a document of any size in the memory of one token.
///
/// The text is given to the parser line by line, so that events know their line. A name that comes twice in one
/// object is refused: two programs could read two different documents (RFC 8259, section 4).
final class JSONReader: DocumentReader {
    /// An open container: its kind, its key, the key its next value stands under, where its member names begin.
    private struct Frame {
        let container: JSONContainer
        let key: String
        var memberKey: String
        let firstName: Int
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    /// Most members of one object, four times what the widest object of the flows has.
    private static let mostMembers = 128

    private let handler: any JSONHandler
    private let limits: ReadingLimits
    private var parser: yajl_handle?
    private var failure: (any Error)?
    private var stack: [Frame] = []
    /// The member names of all open objects, the innermost last.
    private var names: [String] = []
    private var line: UInt32 = 1
    private var bytesSinceEvent = 0
    /// How much of a byte order mark has come; nil once the text has begun.
    private var markLength: Int? = 0

    init(_ handler: any JSONHandler, limits: ReadingLimits) {
        self.handler = handler
        self.limits = limits
        parser = withUnsafePointer(to: &JSONReader.callbacks) {
            yajl_alloc($0, nil, Unmanaged.passUnretained(self).toOpaque())
        }
    }

    deinit {
        if let parser { yajl_free(parser) }
    }

    func read(_ bytes: Span<UInt8>) throws {
        var start = 0
        while let length = markLength, start < bytes.count { start += try skipMark(bytes[start], length) }
        while start < bytes.count {
            let piece = bytes.extracting(start..<min(bytes.count, start + 1 << 16))
            let lineEnd = piece.firstIndex(of: UInt8(ascii: "\n"), from: 0)
            let count = lineEnd.map { $0 + 1 } ?? piece.count
            try parse(piece.extracting(0..<count))
            if lineEnd != nil, line < .max { line += 1 }
            start += count
        }
    }

    func finish() throws {
        let status = yajl_complete_parse(parser)
        if let failure { throw failure }
        guard status == yajl_status_ok, stack.isEmpty else { throw FlowError.truncated(line: line) }
        try handler.finish()
    }

    /// Takes one byte of a byte order mark, which may come in pieces; how many bytes that used up: 1, or 0.
    private func skipMark(_ byte: UInt8, _ length: Int) throws -> Int {
        if byte == JSONReader.byteOrderMark[length] {
            markLength = length == 2 ? nil : length + 1
            return 1
        }
        guard length == 0 else { throw FlowError.encoding(line: 1, detail: "half a byte order mark; send UTF-8") }
        markLength = nil
        return 0
    }

    private func parse(_ bytes: Span<UInt8>) throws {
        bytesSinceEvent += bytes.count
        let status = bytes.withUnsafeBufferPointer { yajl_parse(parser, $0.baseAddress, $0.count) }
        if let failure { throw failure }
        guard status == yajl_status_ok else { throw syntaxError() }
        guard bytesSinceEvent <= limits.token else {
            throw FlowError.tooLarge(line: line, detail: "a value is longer than \(limits.token) bytes")
        }
    }

    /// yajl tells broken UTF-8 from broken syntax only in the words of its message.
    private func syntaxError() -> FlowError {
        let message = yajl_get_error(parser, 0, nil, 0)
        defer { yajl_free_error(parser, message) }
        if let message, String(cString: message).contains("UTF8") {
            return .encoding(line: line, detail: "not UTF-8; convert it, for example from Latin-1 with iconv")
        }
        return .malformed(line: line, detail: "not JSON; ask the sender for the file again")
    }

    // MARK: callbacks

    private func handle(_ work: () throws -> Void) -> Int32 {
        bytesSinceEvent = 0
        do {
            try work()
            return 1
        } catch {
            failure = error
            return 0
        }
    }

    private var currentKey: String { stack.last?.memberKey ?? "" }

    private func open(_ container: JSONContainer) -> Int32 {
        handle {
            guard stack.count < limits.depth else {
                throw FlowError.tooLarge(line: line, detail: "values nest deeper than \(limits.depth)")
            }
            let key = currentKey
            stack.append(Frame(container: container, key: key, memberKey: key, firstName: names.count))
            try handler.open(container, key: key, line: line)
        }
    }

    private func close() -> Int32 {
        handle {
            guard let closed = stack.popLast() else { return }
            names.removeLast(names.count - closed.firstName)
            try handler.close(closed.container, key: closed.key, line: line)
        }
    }

    private func scalar(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
        handle {
            let text = UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : count)
            try handler.scalar(text.span, key: stack.last?.container == .array ? "" : currentKey, line: line)
        }
    }

    private func key(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
        handle {
            guard let object = stack.last else { return }
            let name = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
            guard !names[object.firstName...].contains(name) else {
                throw FlowError.malformed(line: line, detail: "an object has the same name twice; only one can hold")
            }
            guard names.count - object.firstName < JSONReader.mostMembers else {
                throw FlowError.tooLarge(line: line, detail: "an object has over \(JSONReader.mostMembers) members")
            }
            names.append(name)
            stack[stack.count - 1].memberKey = name
        }
    }

    private static func reader(_ context: UnsafeMutableRawPointer?) -> JSONReader? {
        context.map { Unmanaged<JSONReader>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Never written after it is made.
    nonisolated(unsafe) private static var callbacks = yajl_callbacks(
        yajl_null: { JSONReader.reader($0)?.scalar(nil, 0) ?? 0 },
        yajl_boolean: { context, value in
            let text: StaticString = value == 0 ? "false" : "true"
            return JSONReader.reader(context)?.scalar(text.utf8Start, text.utf8CodeUnitCount) ?? 0
        },
        yajl_integer: nil,
        yajl_double: nil,
        yajl_number: { context, bytes, count in
            bytes?.withMemoryRebound(to: UInt8.self, capacity: count) {
                JSONReader.reader(context)?.scalar($0, count)
            } ?? 0
        },
        yajl_string: { JSONReader.reader($0)?.scalar($1, $2) ?? 0 },
        yajl_start_map: { JSONReader.reader($0)?.open(.object) ?? 0 },
        yajl_map_key: { JSONReader.reader($0)?.key($1, $2) ?? 0 },
        yajl_end_map: { JSONReader.reader($0)?.close() ?? 0 },
        yajl_start_array: { JSONReader.reader($0)?.open(.array) ?? 0 },
        yajl_end_array: { JSONReader.reader($0)?.close() ?? 0 })
}
