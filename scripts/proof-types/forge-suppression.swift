// expected: 'Suppression' initializer is inaccessible due to 'internal' protection level
import Disclosure

func forge() -> Suppression { Suppression(rule: nil, reason: "because") }
