/// A figure about metering points before disclosure control.
///
/// Any target may wrap a value; only this module can read it. `DisclosureGate`, `TableGate` and `NoiseGate` turn it
/// into what may leave. Other targets that try to read it do not compile; `scripts/check-proof-types.sh` tests that.
package struct Undisclosed<Value: Sendable>: Sendable {
    let value: Value

    package init(_ value: Value) { self.value = value }
}
