// A new chat is a name and nothing more: the gateway makes the session when something is first said in it. So it begins at
// once, also while the gateway is away, and nobody's list fills with empty ones.
import { giveBack } from '../composer/draft.ts';
import type { App } from '../state/app.ts';

/** The last one that was begun here. */
let begun = '';

export function newChat({ conversations, gateway, route }: App): void {
  const { key, scene } = conversations.current.peek();
  const { empty, queue } = scene.peek();
  if (key === begun && empty && queue.length === 0) {
    // There is nothing but to write.
    giveBack(key, { text: '', media: [] });
  } else {
    const agentId = gateway.hello.peek()?.snapshot.sessionDefaults.defaultAgentId ?? 'main';
    begun = `agent:${agentId}:dashboard:${crypto.randomUUID()}`;
  }
  route.chat(begun);
}
