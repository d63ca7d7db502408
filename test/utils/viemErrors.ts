import { setErrorConfig } from 'viem'

// Snapshots of errors hold what Latchkey says, not which viem says it.
setErrorConfig({})
