// How soon the chat can be used after its address was called up, by a browser that is signed in.
import { figure, judge, type Report } from '../report.ts';
import { ratios, rounds } from '../rounds.ts';
import { type Field, LONG } from './field.ts';
import { type Arrival, arrivalOf, forgetFiles, openSession } from './visit.ts';

type Turn = { who: string; count: number; cold: boolean };

const cold: Turn = { who: 'cold', count: 100, cold: true };
const warm: Turn = { who: 'warm', count: 100, cold: false };
const long: Turn = { who: `warm, ${LONG} entries`, count: LONG, cold: false };

export async function usable({ context, gateway }: Field): Promise<Report> {
  const report: Report = { name: 'usable', title: 'from the navigation on', figures: [], verdicts: [] };
  const visit = async ({ count, cold }: Turn): Promise<Arrival> => {
    if (cold) await forgetFiles(context, gateway);
    const page = await openSession(context, gateway, count);
    const arrival = await arrivalOf(page);
    await page.close();
    return arrival;
  };
  // The first of each is for what the gateway and the browser do but once.
  for (const turn of [cold, warm, long]) await visit(turn);
  const measured = await rounds([cold, warm, long], visit);
  for (const [{ who }, arrivals] of measured) {
    report.figures.push(
      ...figure(
        'the HTML is here',
        who,
        'ms',
        arrivals.map(({ html }) => html),
      ),
      ...figure(
        'first paint',
        who,
        'ms',
        arrivals.map(({ paint }) => paint),
      ),
      ...figure(
        'the chat can be used',
        who,
        'ms',
        arrivals.map(({ usable }) => usable),
      ),
      ...figure(
        'processor time of the page',
        who,
        'ms',
        arrivals.map(({ processor }) => processor),
      ),
    );
  }
  const times = (turn: Turn, read: (arrival: Arrival) => number) => (measured.get(turn) ?? []).map(read);
  for (const turn of [cold, warm]) {
    const what = `the chat can be used, ${turn.who}`;
    report.verdicts.push(
      judge({ target: 'usable', what, values: times(turn, ({ usable }) => usable) }, { atMost: 500 }, 'ms'),
    );
  }
  for (const turn of [cold, warm]) {
    const what = `first paint after the HTML, ${turn.who}`;
    report.verdicts.push(
      judge({ target: 'paint', what, values: times(turn, ({ paint, html }) => paint - html) }, { atMost: 100 }, 'ms'),
    );
  }
  const ratio = (read: (arrival: Arrival) => number) => ratios(times(long, read), times(warm, read));
  const what = `with ${LONG} entries over 100`;
  report.verdicts.push(
    judge({ target: 'long', what: `usable ${what}`, values: ratio(({ usable }) => usable) }, { atMost: 1.3 }),
    judge({ target: 'long', what: `processor ${what}`, values: ratio(({ processor }) => processor) }, { atMost: 1.3 }),
  );
  return report;
}
