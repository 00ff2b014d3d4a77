// expected: 'sums' is inaccessible due to 'internal' protection level
import Disclosure
import Metering

func read(_ curve: SetCurve) -> [Int64] { curve.sums }
