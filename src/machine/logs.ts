// Where the log goes: to its file, and to the terminal what a person should see. No secret passes either way.
import {
  ansiColorFormatter,
  configureSync,
  dispose,
  getConsoleSink,
  getJsonLinesFormatter,
  getLevelFilter,
  getTextFormatter,
  type LogRecord,
  withFilter,
} from '@logtape/logtape';
import { redactLine, redactValue } from '../config/redact.ts';
import type { Settings } from '../config/schema.ts';
import { LogFile } from './log-file.ts';

export type Logs = {
  file: LogFile;
  /** Secrets that became known later, as after a change of the settings. */
  hide(secrets: readonly string[]): void;
  close(): Promise<void>;
};

export type LogOptions = {
  level: Settings['logging']['level'];
  verbose: boolean;
  file: string;
  secrets?: readonly string[];
};

const EVERY = ['debug', 'info', 'warning', 'error'] as const;

export function setUpLogs({ level, verbose, file: path, secrets = [] }: LogOptions): Logs {
  const file = new LogFile(path);
  const hidden = new Set(secrets);
  const json = getJsonLinesFormatter();
  const text = process.stderr.isTTY ? ansiColorFormatter : getTextFormatter();
  const toFile = (record: LogRecord) => file.write(redactedJson(json(record), hidden));
  const toTerminal = getConsoleSink({
    formatter: (record) => redactLine(text(record), hidden),
    // Standard output belongs to what a command answers.
    levelMap: { trace: 'error', debug: 'error', info: 'error', warning: 'error', error: 'error', fatal: 'error' },
  });
  configureSync({
    reset: true,
    sinks: {
      file: withFilter(toFile, getLevelFilter(level)),
      terminal: withFilter(toTerminal, getLevelFilter(verbose ? 'debug' : 'warning')),
    },
    loggers: [
      { category: [], sinks: ['file', 'terminal'], lowestLevel: verbose ? 'debug' : lower(level, 'warning') },
      { category: ['logtape', 'meta'], sinks: [], lowestLevel: 'warning' },
    ],
  });
  return {
    file,
    hide: (more) => {
      for (const secret of more) hidden.add(secret);
    },
    close: async () => {
      await dispose();
      file.close();
    },
  };
}

function redactedJson(line: string, secrets: ReadonlySet<string>): string {
  return JSON.stringify(redactValue(JSON.parse(line)), (_, value: unknown) =>
    typeof value === 'string' ? redactLine(value, secrets) : value,
  );
}

function lower(one: (typeof EVERY)[number], other: (typeof EVERY)[number]): (typeof EVERY)[number] {
  return EVERY.indexOf(one) < EVERY.indexOf(other) ? one : other;
}
