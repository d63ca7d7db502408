import { getSessionId } from '../../session/getSessionId.js'
import type { Session } from '../../session/session.js'
import type { SessionTree } from '../../tree/sessionTree.js'
import { toBiconomySessionTree } from '../../tree/toBiconomySessionTree.js'
import { readObject } from './fields.js'
import { readSession, readSessions } from './readSessions.js'
import { invalidParams } from './rpcCodes.js'
import { withTreePaths } from './treePaths.js'

/** Reads `{ sessions, targetSession }`: one session, and all of its tree for the proof. @internal */
export function readTargetSession(value: unknown, path: string): { session: Session; tree: SessionTree<'biconomy'> } {
  const fields = readObject(value, { names: ['sessions', 'targetSession'], path })
  const sessions = readSessions(fields.sessions, `${path}.sessions`)
  const session = readSession(fields.targetSession, `${path}.targetSession`)
  const tree = withTreePaths(`${path}.sessions`, () => toBiconomySessionTree({ sessions }))
  if (!tree.indexOf.has(getSessionId(session)))
    throw invalidParams(`${path}.targetSession`, `is not one of \`${path}.sessions\``)
  return { session, tree }
}
