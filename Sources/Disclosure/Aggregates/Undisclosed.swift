/// A figure about metering points before disclosure control has spoken.
///
/// Anyone may wrap a value; only this module can look inside. `DisclosureGate` turns it into a `Release` or a
/// `Suppression`: there is no other way out, and other targets that try do not compile
/// (`scripts/check-proof-types.sh` holds the compiler to it).
package struct Undisclosed<Value: Sendable>: Sendable {
    let value: Value

    package init(_ value: Value) { self.value = value }
}
