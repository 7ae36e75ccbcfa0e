// One line of the gateway's log, for a person.
import * as v from 'valibot';

const LogRecord = v.object({ '@timestamp': v.string(), level: v.string(), message: v.string(), logger: v.string() });

export function readRecord(line: string): v.InferOutput<typeof LogRecord> | null {
  try {
    return v.parse(LogRecord, JSON.parse(line));
  } catch {
    return null;
  }
}

/** What is not a record is shown as it is; nothing in it may steer the terminal. */
export function logWords(line: string): string {
  const record = readRecord(line);
  if (!record) return printable(line);
  return printable(`${record['@timestamp']} ${record.level.padEnd(7)} ${record.logger}: ${record.message}`);
}

/** Nothing that moves the cursor, begins a line, or turns the direction of reading. */
export function printable(text: string): string {
  return text.replace(/(?!\t)[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, '');
}
