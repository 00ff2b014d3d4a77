import ArgumentParser

struct DemoCommand: ParsableCommand { static let configuration = CommandConfiguration(commandName: "demo") }
struct SimulateCommand: ParsableCommand { static let configuration = CommandConfiguration(commandName: "simulate") }
