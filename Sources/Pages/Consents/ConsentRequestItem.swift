import Access
import Web

/// One data need for one point: the question that a consent answers.
struct ConsentRequestItem {
    let need: DataNeed
    let occupancy: Occupancy
    /// The switches that are shown.
    let granularity: Granularity
    /// The consent that holds now.
    let given: Consent?

    /// Its name in the form.
    var name: String { "\(need.id) \(occupancy.id)" }
}
