// expected: none
import Disclosure
import Metering

// What a service may do: wrap figures, ask the gate, and use what it lets out.
func publish(_ gate: DisclosureGate, _ request: FigureRequest, _ energies: SetEnergies) -> Int64? {
    let undisclosed = Undisclosed(energies)
    guard case .released(let release) = gate.judge(request, undisclosed) else { return nil }
    return release.sum
}
