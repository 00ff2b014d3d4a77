import Foundation
package import Metering
package import Store

/// What a manifest says of the register that its documents came from: whoever received it is a witness of the register
/// up to there.
package struct ManifestHead: Hashable, Sendable, Decodable {
    /// The measured day of its documents.
    package let day: CivilDay
    package let register: RegisterHead

    /// Why a file says nothing of the register.
    package struct NoHead: Error, Hashable, CustomStringConvertible {
        package var description: String {
            "this is no manifest with the head of a register: give a manifest_….json of `maille publish`"
        }
    }

    /// Throws `NoHead`, also for manifests from before they carried it.
    package init(_ manifest: [UInt8]) throws {
        guard let head = try? JSONDecoder().decode(ManifestHead.self, from: Data(manifest)) else { throw NoHead() }
        self = head
    }

    /// What a register makes of it.
    package func standing(in releases: any ReleaseRegister) throws -> HeadStanding {
        try releases.standing(of: register)
    }

    /// The days of which a register that does not hold the manifest's head may have forgotten what left: that of the
    /// manifest and all later ones that are over.
    package func forgottenDays(now: Instant) -> ClosedRange<CivilDay> {
        day...max(day, CivilDay(containing: now))
    }
}
