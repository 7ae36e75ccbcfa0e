// A PDF read in a process that lasts no longer, for Deno: it cannot end a thread that does not end by itself.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import type { Attempt, Outcome } from '../assembly/pdf-reading.ts';

/** The process ends itself at its time; one that does not is ended. */
const GRACE_MS = 1000;
/** It reads its own modules and nothing else is open to it: no network, no environment, no programs. */
const words = ['run', '--quiet', '--no-prompt', '--no-lock', '--cached-only', '--allow-read'];
const Said = v.union([v.object({ text: v.nullable(v.string()) }), v.object({ failure: v.string() })]);

/** `file`: what the process runs. It is given the limits as its argument and the bytes as its input. */
export function readInProcess(file: URL): Attempt {
  return async (bytes, limits, signal) => {
    const child = spawn(process.execPath, [...words, fileURLToPath(file), JSON.stringify(limits)], {
      env: {},
      stdio: ['pipe', 'pipe', 'ignore'],
      signal,
      killSignal: 'SIGKILL',
      timeout: limits.until + GRACE_MS - Date.now(),
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      said += part;
    });
    // A process that has ended reads no more; its end says enough.
    child.stdin.on('error', () => undefined).end(bytes);
    await once(child, 'close');
    return understand(said);
  };
}

function understand(said: string): Outcome {
  try {
    return v.parse(Said, JSON.parse(said));
  } catch {
    return { failure: 'its process ended without an answer' };
  }
}
