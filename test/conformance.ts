// The wire, seen from outside: what every runtime must do alike.
import { describe } from 'vitest';
import { agents } from './conformance/agents.ts';
import { branches } from './conformance/branches.ts';
import { compaction } from './conformance/compaction.ts';
import { crowd } from './conformance/crowd.ts';
import { devices } from './conformance/devices.ts';
import { frames } from './conformance/frames.ts';
import { handshake } from './conformance/handshake.ts';
import { openHouse, type Start } from './conformance/house.ts';
import { joining } from './conformance/joining.ts';
import { officialClient } from './conformance/official-client.ts';
import { queue } from './conformance/queue.ts';
import { reading } from './conformance/reading.ts';
import { repeating } from './conformance/repeating.ts';
import { sending } from './conformance/sending.ts';
import { sessionDoor } from './conformance/session-door.ts';
import { sessions } from './conformance/sessions.ts';
import { sessionsMore } from './conformance/sessions-more.ts';
import { steps } from './conformance/steps.ts';
import { system } from './conformance/system.ts';
import { web } from './conformance/web.ts';

export function conformance(name: string, start: Start): void {
  describe(name, () => {
    const house = openHouse(start);
    handshake(house);
    devices(house);
    frames(house);
    repeating(house);
    sending(house);
    web(house);
    steps(house);
    crowd(house);
    queue(house);
    joining(house);
    reading(house);
    sessions(house);
    branches(house);
    compaction(house);
    sessionsMore(house);
    agents(house);
    system(house);
    sessionDoor(house);
    officialClient(house);
  });
}
