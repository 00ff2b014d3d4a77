import Synchronization

@testable import Web

/// Takes documents, or refuses those of a destination, or lets one wait until others were taken.
final class TestTransport: DeliveryTransport {
    private struct State {
        var taken: [OutgoingDocument] = []
        var tries = 0
        var refusals: [String: DeliveryFault] = [:]
        var hanging: [String: Int] = [:]
    }

    private let state = Mutex(State())

    var taken: [OutgoingDocument] { state.withLock { $0.taken } }
    var tries: Int { state.withLock { $0.tries } }

    func files(to destination: String) -> [String] {
        taken.filter { $0.destination.name == destination }.map(\.document.file)
    }

    func refuse(_ destination: String, with fault: DeliveryFault?) {
        state.withLock { $0.refusals[destination] = fault }
    }

    /// The destination answers nothing before others took so many documents.
    func hang(_ destination: String, until count: Int) { state.withLock { $0.hanging[destination] = count } }

    func send(_ outgoing: OutgoingDocument) async throws {
        let name = outgoing.destination.name
        let (fault, count) = state.withLock { state in
            state.tries += 1
            return (state.refusals[name], state.hanging[name])
        }
        if let fault { throw fault }
        if let count {
            for _ in 0..<3_000 where taken.count < count { try await Task.sleep(for: .milliseconds(10)) }
            throw DeliveryFault.noAnswer
        }
        state.withLock { $0.taken.append(outgoing) }
    }
}
