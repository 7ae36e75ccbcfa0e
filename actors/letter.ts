// What lies in a session's mailbox: work, and who waits for what comes of it.
import type { Command } from '../src/commands.ts';
import type { Inner } from './writes.ts';

export type Letter = { work: Command | Inner; resolve(value: unknown): void; reject(error: unknown): void };
