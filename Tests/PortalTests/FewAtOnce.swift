import Testing

/// Bounds how many tests of servers are under way. Swift Testing begins all asynchronous tests at once, and each of
/// these holds a data directory, some twenty descriptors, until its last answer has come: together they were 1,900,
/// more than a process may have by default, and more than Foundation's `Process` lists without reading past its buffer.
struct FewAtOnce: TestTrait, SuiteTrait, TestScoping {
    private static let places = Places(12)

    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        await Self.places.take()
        let result: Result<Void, any Error>
        do { result = .success(try await function()) } catch { result = .failure(error) }
        await Self.places.give()
        try result.get()
    }

    private actor Places {
        private var free: Int
        private var waiting: [CheckedContinuation<Void, Never>] = []

        init(_ count: Int) { free = count }

        func take() async {
            if free > 0 {
                free -= 1
            } else {
                await withCheckedContinuation { waiting.append($0) }
            }
        }

        func give() {
            if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
        }
    }
}

extension Trait where Self == FewAtOnce {
    static var fewAtOnce: Self { FewAtOnce() }
}
