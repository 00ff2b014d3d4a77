// expected: 'Release' initializer is inaccessible due to 'internal' protection level
import Disclosure
import Metering

func forge(_ rule: Policy.Rule) -> Release {
    Release(rule: rule, contributingPoints: 1, expectedPoints: 1, quality: QualityCounts())
}
