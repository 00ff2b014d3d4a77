// expected: 'kept' is inaccessible due to 'internal' protection level
import Disclosure

func count(_ release: Release) -> Int { release.kept.contributingPoints }
