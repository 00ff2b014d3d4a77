// expected: none
import Disclosure
import Metering

// What a service may do: wrap figures, ask the gate, and use what it lets out.
func publish(_ gate: DisclosureGate, _ question: Question, _ energies: SetEnergies) -> Int64? {
    let undisclosed = Undisclosed(energies)
    guard case .released(let release) = gate.judge(question, undisclosed) else { return nil }
    return release.sum
}
