// The page before a gateway that runs on Deno, and in workerd: the short form of what the other files show.
import { afterAll, expect, inject } from 'vitest';
import { endGateways, startGateway } from '../fixtures/gateway.ts';
import { type Model, modelSettings } from '../fixtures/model.ts';
import { deno, type Runtime, workerd } from '../fixtures/runtimes.ts';
import { signInLink, test } from './fixture.ts';
import { House } from './house.ts';
import type { Troubles } from './troubles.ts';
import type { Visitor } from './visitor.ts';

afterAll(endGateways);

type Shown = { enter: (address: string) => Promise<Visitor>; model: Model; troubles: Troubles };

const signs = 'somebody signs in, sends, hears the answer as it comes, stops it, attaches, and is there after a reload';
test(`On Deno ${signs}`, ({ enter, model, troubles }) => show(deno, { enter, model, troubles }));
// Its page is the one that was built with the Worker: a deployment has no other folder.
test(`In workerd ${signs}`, ({ enter, model, troubles }) => show(workerd, { enter, model, troubles }));

async function show(runtime: Runtime, { enter, model, troubles }: Shown): Promise<void> {
  const gateway = await startGateway(runtime, {
    settings: { ...modelSettings(model), gateway: { controlUi: { root: inject('pageFolder') } } },
  });
  const visitor = await enter(signInLink(gateway));
  await visitor.arrives();
  expect(visitor.page.url()).toBe(`${gateway.http}/chat`);

  const answer = model.gates('somewhere else');
  await visitor.says('somewhere else');
  answer.release('It comes');
  await visitor.message('It comes').waitFor();
  answer.release(' in parts');
  await visitor.message('It comes in parts').waitFor();
  await visitor.reloads();
  await visitor.message('It comes in parts').waitFor();
  answer.release(', also after a reload');
  await visitor.message('It comes in parts, also after a reload').waitFor();
  await visitor.button('Stop').click();
  await visitor.message('It comes in parts, also after a reload').getByText('Stopped').waitFor();

  const note = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('The colour is teal.') };
  await visitor.page.locator('input[type=file]').setInputFiles(note);
  await visitor.composer.fill('What does it say?');
  await visitor.button('Send').click();
  await visitor.message('What does it say?').getByText('note.txt').waitFor();
  await visitor.message('You said: What does it say?').getByText('The colour is teal.').waitFor();

  const house = new House(visitor);
  await house.enter('Overview');
  await house.room.getByText('All is well.').waitFor();
  await visitor.page.goBack();
  await visitor.arrives();
  troubles.await(/WebSocket connection to .* failed/);
  // The worker of the page says so of what a reload has left behind.
  troubles.await(/net::ERR_FAILED/);
  await gateway.stop();
  await visitor.banner.waitFor();
  await gateway.restart();
  await visitor.comesBack();
  await visitor.says('and again');
  await visitor.message('You said: and again').waitFor();
  expect(await visitor.message('somewhere else').count()).toBe(1);
}
