import FoundationEssentials
import Metering

/// Verdicts as JSON with sorted keys, the same bytes as `JSONEncoder` gives: the register compares them. The only text
/// with exact counts: for registers alone.
///
/// A day has tens of thousands of sums and a handful of refusals: the ones are written here, the others encoded
/// once, and what carries lists goes to the encoder.
package struct VerdictText {
    private let encoder: JSONEncoder
    private var suppressions: [Suppression: String] = [:]

    package init() {
        encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    package mutating func json(of verdict: Verdict) throws -> String {
        switch verdict {
        case .released(let release):
            return try VerdictText.plain(release.kept) ?? json(of: ["release": release.kept])
        case .suppressed(let suppression):
            if let known = suppressions[suppression] { return known }
            let text = try json(of: ["suppression": suppression.kept])
            suppressions[suppression] = text
            return text
        }
    }

    package func json(of value: some Encodable) throws -> String {
        String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Nil where a release carries points or a curve, or its rule's name would have to be escaped.
    private static func plain(_ release: Release.Kept) -> String? {
        let isPlain = release.rule.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
        guard isPlain, release.points == nil, release.curve == nil else { return nil }
        let quality = release.quality
        let quartiles = release.quartiles.map {
            #""quartiles":{"first":\#($0.first),"median":\#($0.median),"third":\#($0.third)},"#
        }
        let sum = release.sum.map { #","sum":\#($0)"# }
        return #"{"release":{"contributingPoints":\#(release.contributingPoints),"#
            + #""expectedPoints":\#(release.expectedPoints),"quality":{"corrected":\#(quality.corrected),"#
            + #""estimated":\#(quality.estimated),"measured":\#(quality.measured),"#
            + #""missing":\#(quality.missing)},\#(quartiles ?? "")"rule":"\#(release.rule)"\#(sum ?? "")}}"#
    }
}
