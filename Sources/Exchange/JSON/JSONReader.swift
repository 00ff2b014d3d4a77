import CYajl
import Metering

/// What takes the events of a JSON document.
///
/// `key` is the member name under which the value stands; inside an array, the name of the array.
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
/// The text is given to the parser line by line, so that events know their line.
final class JSONReader: DocumentReader {
    private let handler: any JSONHandler
    private let limits: ReadingLimits
    private var parser: yajl_handle?
    private var failure: (any Error)?
    /// For each open container: its kind, its key, and the key its next value stands under.
    private var stack: [(container: JSONContainer, key: String, memberKey: String)] = []
    private var line: UInt32 = 1
    private var bytesSinceEvent = 0
    private var isFirst = true

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
        if isFirst {
            isFirst = false
            if bytes.startsWith("\u{FEFF}") { start = 3 }
        }
        while start < bytes.count {
            let lineEnd = bytes.firstIndex(of: UInt8(ascii: "\n"), from: start).map { $0 + 1 }
            let end = min(lineEnd ?? bytes.count, start + 1 << 16)
            try parse(bytes.extracting(start..<end))
            if end == lineEnd { line += 1 }
            start = end
        }
    }

    func finish() throws {
        let status = yajl_complete_parse(parser)
        if let failure { throw failure }
        guard status == yajl_status_ok, stack.isEmpty else { throw FlowError.truncated(line: line) }
        try handler.finish()
    }

    private func parse(_ bytes: Span<UInt8>) throws {
        bytesSinceEvent += bytes.count
        let status = bytes.withUnsafeBufferPointer { yajl_parse(parser, $0.baseAddress, $0.count) }
        if let failure { throw failure }
        guard status == yajl_status_ok else {
            throw FlowError.malformed(line: line, detail: "not JSON; ask the sender for the file again")
        }
        guard bytesSinceEvent <= limits.token else {
            throw FlowError.tooLarge(line: line, detail: "a value is longer than \(limits.token) bytes")
        }
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
            stack.append((container, key, key))
            try handler.open(container, key: key, line: line)
        }
    }

    private func close() -> Int32 {
        handle {
            guard let closed = stack.popLast() else { return }
            try handler.close(closed.container, key: closed.key, line: line)
        }
    }

    private func scalar(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
        handle {
            let text = UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : count)
            try handler.scalar(text.span, key: currentKey, line: line)
        }
    }

    private func key(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
        handle {
            guard !stack.isEmpty else { return }
            stack[stack.count - 1].memberKey = String(
                decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
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
