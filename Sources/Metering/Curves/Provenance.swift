/// Who a value comes from. Of two values of one quality for the same time, the primary source's counts.
package enum Provenance: UInt8, CaseIterable, Hashable, Sendable {
    /// A flow of the network operator, or a file that a partner made for this exchange.
    case primary = 0
    /// A copy that the holder of the point fetched: a customer portal's export, Data Connect, Green Button.
    case copy = 1
}
