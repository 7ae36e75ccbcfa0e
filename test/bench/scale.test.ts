// The simulation of docs/scale.md: the same seed gives the same day, and no run is lost in it.
import { expect, test } from 'vitest';
import { costOf } from '../../bench/scale/cost.ts';
import { type Deployment, simulate } from '../../bench/scale/deployment.ts';
import { withFigures, writtenPage } from '../../bench/scale/document.ts';
import { readMeasured } from '../../bench/scale/measured.ts';
import { serviceOf } from '../../bench/scale/service.ts';
import { newTally } from '../../bench/scale/tally.ts';
import { dayCurve, meanOfDay, shareOf } from '../../bench/scale/traffic.ts';
import { VirtualTime } from '../../bench/scale/virtual-time.ts';

const service = serviceOf(readMeasured());
const traffic = { gateways: 2, sessions: 40, peakRuns: 0.5, bySocket: 0.5, attended: 0.3 };
const hours = 3 * 3_600_000;

function simulated(seed: number): Promise<Deployment> {
  return simulate(service, { traffic, gateways: [0, 1], seed, from: 17 * 3_600_000, until: 17 * 3_600_000 + hours });
}

test('VirtualTime.run() goes through what was planned by time, and what is at the same time as it was planned', async () => {
  const clock = new VirtualTime();
  const seen: string[] = [];
  clock.at(20, () => void seen.push('third'));
  clock.at(10, () => void seen.push('first'));
  clock.at(10, () => void seen.push('second'));
  clock.at(30, () => void seen.push('too late'));
  await clock.run(25);
  expect(seen).toEqual(['first', 'second', 'third']);
  expect(clock.now).toBe(25);
});

test('VirtualTime.wait() is kept when the clock has come there, and whoever waited goes on before the clock does', async () => {
  const clock = new VirtualTime();
  const seen: number[] = [];
  void clock.wait(10, 'done').then(() => seen.push(clock.now));
  clock.at(11, () => void seen.push(clock.now));
  await clock.run(20);
  expect(seen).toEqual([10, 11]);
});

test('simulate() gives the same day for the same seed, and another one for another', async () => {
  const one = await simulated(1);
  const again = await simulated(1);
  const other = await simulated(2);
  expect(one.tally.ended).toBeGreaterThan(1000);
  expect(again.tally).toEqual(one.tally);
  expect(other.tally).not.toEqual(one.tally);
});

test('simulate() loses no run: those that were asked for have ended, are under way, or wait', async () => {
  const { tally, sessions } = await simulated(3);
  expect(tally.asked).toBe(tally.ended + tally.running + tally.waiting);
  expect([...sessions.values()].reduce((sum, { asked }) => sum + asked, 0)).toBe(tally.asked);
  expect(tally.deltas).toBeGreaterThan(0);
  expect(tally.deliveries).toBeGreaterThan(0);
  expect(tally.alarms).toBeGreaterThan(0);
  expect(tally.dismissed).toBeGreaterThan(0);
});

test('simulate() hears nothing at a gateway where nobody is', async () => {
  const nobody = { traffic: { ...traffic, attended: 0 }, gateways: [0, 1], seed: 1, from: 0, until: hours };
  const { tally } = await simulate(service, nobody);
  expect(tally.ended).toBeGreaterThan(0);
  expect(tally.deliveries).toBe(0);
});

test('shareOf() gives all sessions together all of the runs', () => {
  const all = Array.from({ length: 10_000 }, (_, rank) => shareOf(rank, 10_000)).reduce((sum, each) => sum + each, 0);
  expect(all).toBeCloseTo(1, 2);
  expect(dayCurve(20 * 3_600_000)).toBe(1);
  expect(meanOfDay()).toBeLessThan(1);
});

test('costOf() asks for the plan alone where nothing goes beyond what it includes', () => {
  const { month, plan, cloudflare } = costOf(newTally(), { bytes: 1000, milliseconds: 5 });
  expect({ month, plan, cloudflare }).toEqual({ month: 5, plan: 'Free', cloudflare: 5 });
});

test('docs/scale.md has the figures that the measurement and the simulation have kept', () => {
  expect(withFigures(writtenPage())).toBe(writtenPage());
});
