// The settings for reading eyes: without their secrets.
import { redactText, redactValue } from '../config/redact.ts';
import type { ConfigGet } from '../protocol/system.ts';

/** Null as a text: there are none, and everything is as it is by default. */
export async function showSettings(read: {
  path: string;
  text: string | null;
  written: unknown;
  valid: boolean;
  problems: string[];
}): Promise<ConfigGet> {
  const { path, text, written, valid, problems } = read;
  return {
    path,
    exists: text !== null,
    raw: text === null ? null : redactText(text),
    parsed: redactValue(written ?? {}),
    valid,
    hash: text === null ? null : await hashOf(text),
    issues: problems,
  };
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
