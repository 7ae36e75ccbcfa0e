// The options that every command understands.
import { type Command, InvalidArgumentError } from 'commander';
import * as v from 'valibot';
import { Fingerprint } from '../config/fingerprint.ts';

export type GlobalOptions = {
  json: boolean;
  url: string | undefined;
  token: string | undefined;
  password: string | undefined;
  tlsFingerprint: string | undefined;
  timeout: number;
  profile: string | undefined;
  dev: boolean;
};

const TIMEOUT_MS = 10_000;

export function addGlobalOptions(program: Command): Command {
  return program
    .option('--json', 'answer in JSON, errors included')
    .option('--url <url>', 'talk to the gateway at this address; needs --token or --password')
    .option('--token <token>', 'the token to sign in with')
    .option('--password <password>', 'the password to sign in with')
    .option('--tls-fingerprint <sha256>', 'talk only to a gateway whose certificate has this fingerprint', fingerprint)
    .option('--timeout <ms>', 'how long to wait for an answer', wholeNumber(1, 3_600_000), TIMEOUT_MS)
    .option('--profile <name>', 'use the state directory ~/.openclaw-<name>')
    .option('--dev', 'use the profile "dev", on port 19001 unless told otherwise');
}

export function globalOptions(command: Command): GlobalOptions {
  const given: Record<string, unknown> = command.optsWithGlobals();
  const text = (name: string) => (typeof given[name] === 'string' ? given[name] : undefined);
  return {
    json: given.json === true,
    url: text('url'),
    token: text('token'),
    password: text('password'),
    tlsFingerprint: text('tlsFingerprint'),
    timeout: typeof given.timeout === 'number' ? given.timeout : TIMEOUT_MS,
    profile: text('profile'),
    dev: given.dev === true,
  };
}

export function wholeNumber(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

function fingerprint(value: string): string {
  const read = v.safeParse(Fingerprint, value);
  if (read.success) return read.output;
  throw new InvalidArgumentError('It must be a SHA-256 fingerprint of 64 hex digits, with or without colons.');
}
