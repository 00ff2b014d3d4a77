// expected: 'Grant' initializer is inaccessible due to 'internal' protection level
import Access
import Metering

func forge() -> Grant { Grant() }
