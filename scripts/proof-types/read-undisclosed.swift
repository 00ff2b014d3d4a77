// expected: 'value' is inaccessible due to 'internal' protection level
import Disclosure
import Metering

func read(_ undisclosed: Undisclosed<SetEnergies>) -> SetEnergies { undisclosed.value }
