import Metering

/// What a decision lets be read.
struct GrantScope {
    let basis: LegalBasis
    var form = Grant.Form.values
    let points: Set<PointID>
    let days: [ClosedRange<CivilDay>]
    var consent: ConsentID?
    var recipient: RecipientID?
    /// The occupancies that the days belong to.
    var occupancies: [Occupancy] = []
}
