import Metering
import Simulation
import Testing

@Suite("A simulated fault") struct FaultPlanTests {
    private let loads = LoadModel(seed: 3)
    private let period = District.demonstration

    private func sending(_ fault: Fault?) -> (truth: DayCurve, sending: Sending) {
        let customer = loads.customer(12, .household)
        let values = loads.shapes(of: period.lowerBound, step: .minutes30).curve(of: customer)
        let truth = DayCurve(step: .minutes30, unit: .watt, values: values)
        let plan = FaultPlan(seed: 3, period: period)
        return (truth, plan.sending(of: truth, fault, customer: customer, on: period.lowerBound))
    }

    @Test("absent sends the day once")
    func sendsTruth() {
        let (truth, sending) = sending(nil)
        #expect(sending == Sending(daily: [truth]))
    }

    @Test("of time sends the day later, never, or twice")
    func movesDays() {
        let (truth, late) = sending(.late)
        #expect(late == Sending(late: truth))
        #expect(sending(.missing).sending == Sending())
        #expect(sending(.duplicated).sending == Sending(daily: [truth, truth]))
    }

    @Test("of content changes some intervals and leaves the others")
    func changesIntervals() throws {
        for fault in [Fault.emptySlots, .doubtful, .spike, .corrected] {
            let (truth, sending) = sending(fault)
            let sent = try #require(sending.daily.first)
            let changed = (0..<truth.count).filter {
                sent.values[$0] != truth.values[$0] || sent.mark(at: $0) != .measured
            }
            #expect((1...12).contains(changed.count), "\(fault)")
            #expect(sending.daily.count == 1)
            #expect(sending.late == (fault == .corrected ? truth : nil))
            switch fault {
            case .emptySlots: #expect(changed.allSatisfy { sent.mark(at: $0) == .missing(.sentEmpty) })
            case .doubtful:
                #expect(sent.values == truth.values)
                #expect(changed.allSatisfy { sent.mark(at: $0).isDoubtful })
            // The capacity of the connection and the margin that validation leaves.
            case .spike: #expect(changed.count == 1 && (sent.values.max() ?? 0) > 36_000 * 6 / 5)
            default: #expect(changed.allSatisfy { sent.values[$0] < truth.values[$0] })
            }
        }
    }

    @Test("swaps a meter on a day of the period")
    func swapsMeters() {
        let plan = FaultPlan(seed: 3, period: period)
        let days = (0..<2_000).compactMap { plan.swap(of: loads.customer($0, .household)) }
        #expect((3...30).contains(days.count))
        #expect(days.allSatisfy(period.contains))
    }
}
