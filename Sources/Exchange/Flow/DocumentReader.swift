/// A decoder of one document, fed with its bytes in pieces of any size.
///
/// A reader keeps no more than one record (one series of one point, for formats that scatter it): memory does
/// not grow with the document.
protocol DocumentReader: AnyObject {
    func read(_ bytes: Span<UInt8>) throws
    /// The document is over: delivers what is pending, or throws `FlowError.truncated`.
    func finish() throws
}

/// The bounds that keep a reader's memory and time in hand, whatever it is sent.
package struct ReadingLimits: Sendable {
    /// Longest line, text or JSON token.
    package var token = 1 << 20
    /// Deepest nesting of elements.
    package var depth = 64
    /// Most readings in one series of one point: nine years of five-minute values.
    package var seriesLength = 1_000_000
    /// Most bytes of one document of an archive for each byte of the archive, once past `ratioFreeBytes`.
    package var expansionRatio = 400
    package var ratioFreeBytes = 16 << 20
    /// Most bytes of an archive's documents together: a national month is a few gibibytes.
    package var unpackedBytes = 256 << 30
    package var archiveEntries = 100_000
    /// Most records of a file set aside: a file of nothing else is not kept as a million reasons.
    package var quarantined = 1_000_000

    package init() {}
}
