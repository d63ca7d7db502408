import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** An empty project outside the repository, with the package installed from its tarball as an app would. */
export type Project = {
  directory: string
  tarball: string
  /** Copies a package that the repository has installed: all of it, or one of its folders. */
  copy: (name: string, folder?: string) => void
  remove: () => void
  run: (command: string, ...args: readonly string[]) => string
  write: (path: string, text: string) => void
}

export function createProject(): Project {
  const directory = mkdtempSync(join(tmpdir(), 'latchkey-package-'))
  const run = (command: string, ...args: readonly string[]) => execute(directory, command, args)
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), text)
  }
  execute(root, 'npm', ['pack', '--pack-destination', directory])
  const name = readdirSync(directory).find((file) => file.endsWith('.tgz'))
  if (!name) throw new Error('`npm pack` left no tarball.')
  const tarball = join(directory, name)

  write('package.json', JSON.stringify({ private: true, type: 'module' }))
  // Peers are for the app to bring, and the registry may be out of reach.
  run('npm', 'install', '--legacy-peer-deps', '--no-audit', '--no-fund', '--offline', tarball)
  for (const peer of ['viem', '@types/node']) {
    mkdirSync(dirname(join(directory, 'node_modules', peer)), { recursive: true })
    symlinkSync(join(root, 'node_modules', peer), join(directory, 'node_modules', peer))
  }
  return {
    copy: (name, folder = '') =>
      cpSync(join(root, 'node_modules', name, folder), join(directory, 'node_modules', name, folder), {
        recursive: true,
      }),
    directory,
    remove: () => rmSync(directory, { force: true, recursive: true }),
    run,
    tarball,
    write,
  }
}

/** Path of a command that the repository has installed. */
export function bin(name: string): string {
  return join(root, 'node_modules', '.bin', name)
}

function execute(cwd: string, command: string, args: readonly string[]): string {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    const { stderr, stdout } = error as { stderr: string; stdout: string }
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`)
  }
}
