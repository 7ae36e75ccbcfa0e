// The date and the time, in UTC and as a clock on some wall shows it.
import { invalidRequest } from '../errors.ts';

export function clockIn(now: number, wanted?: string): { time: string; timeZone: string; local: string } {
  const timeZone = wanted ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long', timeZone });
    return { time: new Date(now).toISOString(), timeZone, local: format.format(now) };
  } catch {
    throw invalidRequest(`Cannot tell the time in "${timeZone.slice(0, 60)}": it is not an IANA time zone`);
  }
}
