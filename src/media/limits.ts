// How much of a file is taken: on the wire, by upload, as a picture, and as text.
import { attachmentLimits } from '../protocol/attachments.ts';

const HOUR_MS = 60 * 60 * 1000;

export const limits = {
  ...attachmentLimits,
  maxUploadBytes: 256 * 1024 * 1024,
  maxFiles: 10,
  maxNameCharacters: 120,
  maxPixels: 50_000_000,
  maxSide: 16_384,
  /** Of a picture that moves. */
  maxFrames: 2000,
  /** So much of the beginning tells what a file is. */
  headBytes: 256 * 1024,
  maxTextCharacters: 200_000,
  maxPages: 200,
  maxExtractionMs: 20_000,
  /** So long an upload may be named in a message. */
  uploadMs: 24 * HOUR_MS,
  /** After this, what nobody holds is forgotten: later than it can be named. */
  orphanMs: 25 * HOUR_MS,
} as const;
