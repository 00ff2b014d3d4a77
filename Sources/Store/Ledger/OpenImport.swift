package import Metering

/// An import that has begun, as ledger and catalogue write it: numbers for its channels, its points, sets and
/// diagnostics, and its end. All of it is invisible until it is committed.
///
/// Made by a ledger, used by `ImportSession`. Memory is bounded: rows are written as they come.
package protocol OpenImport: AnyObject {
    /// Costs one look-up in memory: the number of a channel, for ever: a new one where it has none.
    func number(of channel: Channel) throws -> UInt32

    /// Costs a look-up a row: the numbers of rows' channels, appended in their order.
    func appendNumbers(of keys: ArraySlice<ChannelKey>, to numbers: inout [UInt32]) throws
    func appendNumbers(of rows: ArraySlice<RegisterBatch.Row>, to numbers: inout [UInt32]) throws

    func keep(_ point: MeteringPoint) throws
    func keep(_ usagePoint: UsagePointName, namedAs point: PointID) throws
    func keep(_ membership: Membership, of set: PointSet) throws
    func note(_ diagnostic: Diagnostic) throws

    /// Costs the rows that are staged: writes them, still invisible. The numbers it gave stand for ever from here on.
    func flush() throws

    /// Costs one transaction: keeps the import, durably. Its measures are sealed.
    func commit(sha256: String, flows: String, size: Int, summary: String) throws

    /// Costs nothing: counts as known from here on (`ImportLedger.known`). Cannot fail; the next import may begin.
    func reveal()

    /// Costs the rows of the import: takes back what was written, remembering the refusal alone. Its measures are
    /// discarded already.
    func refuse(_ diagnostic: Diagnostic, sha256: String) throws

    /// Costs the rows of the import: takes back what was written, with the entry. Its measures are discarded already.
    func abandon() throws

    /// Costs nothing: lets the next import begin, also where taking back failed: it is then done first.
    func end()
}
