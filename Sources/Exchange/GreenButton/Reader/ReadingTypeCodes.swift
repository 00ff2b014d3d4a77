import Metering

/// The codes of a `ReadingType` in a file; nil where it has none, or none that is a number.
struct ReadingTypeCodes {
    var accumulation: Int64?
    var commodity: Int64?
    var qualifier: Int64?
    var defaultQuality: Int64?
    var flowDirection: Int64?
    var intervalLength: Int64?
    var powerOfTen: Int64?
    var unit: Int64?
    var timeOfUse: Int64?
    var tier: Int64?

    /// Takes a child element, if it is one that is read.
    mutating func take(_ name: XMLName, _ text: Span<UInt8>) {
        switch name {
        case "accumulationBehaviour": accumulation = text.integer
        case "commodity": commodity = text.integer
        case "dataQualifier": qualifier = text.integer
        case "defaultQuality": defaultQuality = text.integer
        case "flowDirection": flowDirection = text.integer
        case "intervalLength": intervalLength = text.integer
        case "powerOfTenMultiplier": powerOfTen = text.integer
        case "uom": unit = text.integer
        case "tou": timeOfUse = text.integer
        case "consumptionTier": tier = text.integer
        default: break
        }
    }
}
