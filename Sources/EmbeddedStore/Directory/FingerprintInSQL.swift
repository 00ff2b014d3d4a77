import Foundation
import GRDB
import Store

extension Fingerprint {
    /// `sha256(X)`: 64 hexadecimal digits of a text's or blob's bytes; NULL of anything else.
    static let inSQL = DatabaseFunction("sha256", argumentCount: 1, pure: true) { values in
        Data.fromDatabaseValue(values[0]).map { Fingerprint.of([UInt8]($0)) }
    }
}
